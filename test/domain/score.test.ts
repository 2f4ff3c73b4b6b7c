import fc from 'fast-check';
import { expect, test } from 'vitest';
import { score, VERSION_WEIGHTS } from '../../src/domain/score.ts';

test('the score combines weights as chances that something matters', () => {
  expect([[], [0.1], [0.1, 0.1], [0.5, 0.5], [0.2, 1], [0]].map(score)).toEqual([0, 0.1, 0.19, 0.75, 1, 0]);
  expect(VERSION_WEIGHTS).toEqual({ none: 0, patch: 0.1, prerelease: 0.2, minor: 0.5, major: 1 });
});

test('another finding never lowers the score, which stays within 0 and 1', () => {
  const weight = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(weight), weight, (weights, another) => {
      const more = score([...weights, another]);
      return more >= score(weights) && more <= 1;
    }),
  );
});
