import fc from 'fast-check';
import { expect, test } from 'vitest';
import { declarationsAgree } from '../../src/domain/declarations-agree.ts';
import { declarationsThatDiffer } from '../../src/domain/declarations-that-differ.ts';
import type { VersionDeclaration } from '../../src/domain/declared.ts';
import { declaredDifference } from '../../src/domain/declared-difference.ts';
import { firstRelease } from '../../src/domain/first-release.ts';
import { compareGoVersions } from '../../src/domain/go-version.ts';
import { parseVersionRange } from '../../src/domain/parse-version-range.ts';

function declare(text: string): VersionDeclaration {
  const [, line, rest = text] = /^(go|toolchain) (.*)$/.exec(text) ?? [];
  const [version = '', ...others] = rest.split(', ');
  const range = /^[\d.]+(?:rc\d)?$/.test(version) ? null : parseVersionRange(version);
  return {
    source: 'go.mod',
    kind: line === 'go' || line === 'toolchain' ? line : 'exact',
    version,
    ...(range === null ? {} : { range }),
    ...(others.length === 0 ? {} : { fallbacks: others.map((other) => ({ version: other })) }),
    location: { file: '/m/go.mod', line: 1 },
  };
}

test.each([
  ['1.22', '1.22.3', true],
  ['1.22', '1.22rc1', false],
  ['1', '1.22.3', true],
  ['1.22', '1.23', false],
  ['1.22.3', 'go 1.22.5', false],
  ['1.22', 'go 1.22.5', true],
  ['1.22', 'go 1.23', false],
  ['1.22', 'toolchain 1.23rc1', false],
  ['1.23', 'go 1.22', true],
  ['1.25.4', 'toolchain 1.24.1', true],
  ['1.22rc1', 'go 1.22', true],
  ['~1.25.0', '1.25', true],
  ['~1.25.0', '1.26.1', false],
  ['~1.25.0', '1.26', false],
  ['^1.24', '~1.26.0', true],
  ['<1.25', '>=1.25', false],
  ['<=1.25.0', '>=1.25.0', true],
  ['<1.25', 'go 1.25', false],
  ['>=1.24 <1.27', 'toolchain 1.26.9', true],
  ['1.24.1, 1.26.8', '1.26', true],
  ['1.24.1, 1.25.0', '1.26', false],
])('%s and %s agree: %s', (a, b, agree) => {
  expect([declarationsAgree(declare(a), declare(b)), declarationsAgree(declare(b), declare(a))]).toEqual([
    agree,
    agree,
  ]);
});

const RELEASES = ['1.20', '1.21rc1'].concat(
  ['21', '22', '23', '24'].flatMap((minor) => ['0', '1', '2'].map((patch) => `1.${minor}.${patch}`)),
);

test('declarations agree exactly where a release meets both', () => {
  const release = fc.constantFrom(...RELEASES.filter((version) => version.split('.').length === 3));
  const written = fc.oneof(
    release,
    fc.constantFrom('1', '1.21', '1.22', '1.23'),
    fc.tuple(fc.constantFrom('^', '~', '>=', '<='), release).map((parts) => parts.join('')),
    fc.tuple(fc.constantFrom('go ', 'toolchain '), release).map((parts) => parts.join('')),
  );
  const meets = (declaration: VersionDeclaration, version: string) =>
    declaration.kind === 'exact'
      ? declaredDifference(declaration, version).change === 'none'
      : compareGoVersions(version, declaration.version) >= 0;
  fc.assert(
    fc.property(written, written, (one, other) => {
      const [a, b] = [declare(one), declare(other)];
      const both = RELEASES.filter((version) => meets(a, version) && meets(b, version));
      expect([one, other, declarationsAgree(a, b)]).toEqual([one, other, both.length > 0]);
    }),
  );
});

test.each([
  ['1.25', null, '1.25.0'],
  ['1.20', null, '1.20'],
  ['1.25.4', null, '1.25.4'],
  ['1.27rc1', null, '1.27rc1'],
  ['1.25', '1.25.3', '1.25.3'],
  ['1.25', '1.25', '1.25.0'],
  ['1.25', '1.26', null],
  ['1.25.1', '1.25.3', null],
  ['~1.25.0', null, '1.25.0'],
  ['^1.24', '1.26.3', '1.26.3'],
  ['1.26.x || 1.24.x', null, '1.24.0'],
  ['<1.26', null, null],
])('the first release of %s from go %s on is %s', (text, floor, release) => {
  expect(firstRelease(declare(text), floor)).toBe(release);
});

test('declarations differ from a toolchain that they do not accept; lines of go.mod are not among them', () => {
  const versions = ['1.25', '~1.25.0', '1.24.1, 1.25.4', '1.26', '1.25.3', 'go 1.26', 'toolchain 1.26.1'].map(
    declare,
  );
  const declared = { versions } as unknown as Parameters<typeof declarationsThatDiffer>[0];
  expect(declarationsThatDiffer(declared, 'go1.25.4').map(({ version }) => version)).toEqual([
    '1.26',
    '1.25.3',
  ]);
});
