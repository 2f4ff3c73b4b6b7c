import fc from 'fast-check';
import semver from 'semver';
import { expect, test } from 'vitest';
import { parseVersionRange } from '../../src/domain/parse-version-range.ts';
import { rangeDifference } from '../../src/domain/version-range.ts';
import { propertyRuns } from '../support/property-runs.ts';

test.each([
  ['1.26.x', '1.26.0', 'none', 0],
  ['1.26.x', '1.26.8', 'none', 0],
  ['1.26.x', '1.26', 'none', 0],
  ['1.26.x', '1.26rc1', 'prerelease', -1],
  ['1.26.x', '1.27.1', 'minor', 1],
  ['^1.26', '1.30.0', 'none', 0],
  ['^1.26', '1.27rc1', 'prerelease', -1],
  ['^1.26', '2.0.3', 'major', 1],
  ['~1.25.0', '1.25.9', 'none', 0],
  ['~1.25.0', '1.26.0', 'minor', 1],
  ['~1.25.0', '1.24.9', 'minor', -1],
  ['~1.25.3', '1.25.1', 'patch', -1],
  ['>=1.24 <1.27', '1.24.0', 'none', 0],
  ['>=1.24 <1.27', '1.27.0', 'minor', 1],
  ['>=1.24 <1.27', '1.27.9', 'minor', 1],
  ['<1.26.5', '1.26.5', 'patch', 1],
  ['>1.26.5', '1.26.5', 'patch', -1],
  ['=1.26.5', '1.26.6', 'patch', 1],
  ['1.22.x || 1.26.3', '1.26.2', 'patch', -1],
  ['1.22.x || 1.26.3', '1.22.7', 'none', 0],
  ['>=1.27rc1', '1.27rc2', 'none', 0],
  ['>=1.27rc1', '1.27.0', 'none', 0],
  ['>=1.27.0-rc.1', '1.28rc1', 'prerelease', -1],
  ['1.20.x', '1.20', 'none', 0],
  ['*', '1.26.8', 'none', 0],
  ['>=1.20', 'banana', 'major', -1],
])('%s and %s differ by %s, order %d', (text, actual, change, order) => {
  expect(rangeDifference(parseVersionRange(text) ?? [], actual)).toEqual({ change, order });
});

test.each(['banana', '>=1.02', '1.26.x.y', '>=1.27.1-rc.1', '>=1.27.0-rc.1.2'])(
  '%j is malformed, or names what is not a version of Go',
  (text) => expect(parseVersionRange(text)).toBeNull(),
);

test('a version meets a range exactly where semver says so', () => {
  const number = fc.integer({ min: 21, max: 28 });
  const patch = fc.integer({ min: 0, max: 4 });
  const version = fc.oneof(
    fc.tuple(number, patch).map(([minor, last]) => ({ go: `1.${minor}.${last}`, npm: `1.${minor}.${last}` })),
    fc
      .tuple(number, patch)
      .map(([minor, last]) => ({ go: `1.${minor}rc${last}`, npm: `1.${minor}.0-rc.${last}` })),
  );
  const written = fc.oneof(
    number.map((minor) => `1.${minor}`),
    number.map((minor) => `1.${minor}.x`),
    version.map(({ npm }) => npm),
  );
  const comparator = fc
    .tuple(fc.constantFrom('^', '~', '>=', '>', '<', '<=', '=', ''), written)
    .map((parts) => parts.join(''));
  const conjunction = fc.array(comparator, { minLength: 1, maxLength: 2 }).map((parts) => parts.join(' '));
  const range = fc.array(conjunction, { minLength: 1, maxLength: 2 }).map((parts) => parts.join(' || '));
  fc.assert(
    fc.property(range, version, (text, { go, npm }) => {
      const parsed = parseVersionRange(text);
      expect(parsed).not.toBeNull();
      const { change, order } = rangeDifference(parsed ?? [], go);
      expect([text, go, change === 'none']).toEqual([text, go, semver.satisfies(npm, text)]);
      expect(order === 0).toBe(change === 'none');
    }),
    { numRuns: propertyRuns(2000) },
  );
});
