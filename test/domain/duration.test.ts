import { expect, test } from 'vitest';
import { parseDuration } from '../../src/domain/duration.ts';
import { InputError } from '../../src/domain/errors.ts';

test('durations are milliseconds, a bare number is seconds', () => {
  expect(['500ms', '3s', '2m', '1h', '5', '0', '1.5s', '596h'].map(parseDuration)).toEqual([
    500, 3000, 120_000, 3_600_000, 5000, 0, 1500, 2_145_600_000,
  ]);
});

test.each(['', 's', '-1s', '3 s', '1d', '3S', '1e3', '٣s', '3s\n', '597h', '9'.repeat(400)])(
  '%j is refused',
  (text) => {
    expect(() => parseDuration(text)).toThrow(InputError);
  },
);
