import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareGoVersions } from '../../src/domain/go-version.ts';
import { versionDifference } from '../../src/domain/version-difference.ts';

test.each([
  ['1', '1.26.8', 'none', 0],
  ['1', '1.27rc1', 'none', 0],
  ['1', '2.0', 'major', 1],
  ['1.22', '1.22.0', 'none', 0],
  ['1.22', '1.22.9', 'none', 0],
  ['1.22', '1.22', 'none', 0],
  ['1.22', '1.22rc1', 'prerelease', -1],
  ['1.22', '1.23.0', 'minor', 1],
  ['1.22', '1.23rc1', 'minor', 1],
  ['1.22', '1.9.7', 'minor', -1],
  ['1.20', '1.20', 'none', 0],
  ['1.20', '1.20.3', 'none', 0],
  ['1.20.3', '1.20', 'patch', -1],
  ['1.20.0', '1.20', 'none', 0],
  ['1.22.3', '1.22.5', 'patch', 1],
  ['1.22.3', '1.22.1', 'patch', -1],
  ['1.22.3', '1.22rc2', 'prerelease', -1],
  ['1.22.3', '1.22', 'prerelease', -1],
  ['1.22rc1', '1.22rc2', 'prerelease', 1],
  ['1.22rc1', '1.22.0', 'prerelease', 1],
  ['1.22rc1', '1.22', 'prerelease', -1],
  ['2.0', '1.26.8', 'major', -1],
  ['banana', '1.22', 'major', 1],
  ['1.22', 'banana', 'major', -1],
  ['banana', 'banana', 'none', 0],
])('declared %s and found %s differ by %s, order %d', (declared, actual, change, order) => {
  expect(versionDifference(declared, actual)).toEqual({ change, order });
});

describe('for any two valid versions', () => {
  const number = fc.nat(30).map(String);
  const exact = fc.oneof(
    fc.tuple(number, number).map(([minor, patch]) => `1.${minor}.${patch}`),
    fc
      .tuple(number, fc.constantFrom('beta', 'rc'), number)
      .map(([minor, kind, pre]) => `1.${minor}${kind}${pre}`),
  );
  const any = fc.oneof(
    exact,
    number.map((minor) => `1.${minor}`),
    fc.constantFrom('1', '2', '2.3', '2.3.4'),
  );

  test('there is an order exactly where there is a change', () => {
    fc.assert(
      fc.property(any, any, (declared, actual) => {
        const { change, order } = versionDifference(declared, actual);
        expect(change === 'none').toBe(order === 0);
      }),
    );
  });

  test('a version meets itself and every shorter way to write it but a prerelease', () => {
    fc.assert(
      fc.property(number, number, (minor, patch) => {
        for (const declared of ['1', `1.${minor}`, `1.${minor}.${patch}`]) {
          expect(versionDifference(declared, `1.${minor}.${patch}`)).toEqual({ change: 'none', order: 0 });
        }
      }),
    );
  });

  test('written in full, the order is that of Go and the change is the same both ways', () => {
    fc.assert(
      fc.property(exact, exact, (declared, actual) => {
        const there = versionDifference(declared, actual);
        const back = versionDifference(actual, declared);
        expect(there.order).toBe(compareGoVersions(actual, declared));
        expect(back).toEqual({ change: there.change, order: 0 - there.order });
      }),
    );
  });

  test('no text makes it throw', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => void versionDifference(a, b)));
  });
});
