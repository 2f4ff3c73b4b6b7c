import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compareModuleVersions,
  isPseudoVersion,
  moduleVersionChange,
  parseModuleVersion,
  toolVersionChange,
} from '../../src/domain/module-version.ts';

const DATE = '20260102150405';

test('precedence is that of semver, malformed versions first', () => {
  const sorted = [
    'bad',
    'v0.0.0-20260102150405-abcdef123456',
    'v0.0.0',
    'v1.0.0-alpha',
    'v1.0.0-alpha.1',
    'v1.0.0-alpha.beta',
    'v1.0.0-beta',
    'v1.0.0-beta.2',
    'v1.0.0-beta.11',
    'v1.0.0-rc.1',
    'v1.0.0',
    'v1.0.1-0.20260102150405-abcdef123456',
    'v1.0.1-1',
    'v1.0.1-rc1',
    'v1.0.1',
    'v1.2.0',
    'v1.10.0',
    'v2.0.0+incompatible',
    'v99999999999999999999.0.0',
  ];
  expect([...sorted].reverse().sort(compareModuleVersions)).toEqual(sorted);
  expect(compareModuleVersions('v1.2', 'v1.2.0')).toBe(0);
  expect(compareModuleVersions('v1.2.3', 'v1.2.3+meta')).toBe(0);
  expect(compareModuleVersions('bad', '1.0.0')).toBe(0);
});

test.each([
  '',
  'v',
  '1.2.3',
  'v1.2.3.4',
  'v01.2.3',
  'v1.2.3-',
  'v1.2.3-01',
  'v1.2.3-a..b',
  'v1.2.3-a_b',
  'v1.2.3+',
  'v1-rc1',
  'v1.2+x',
  'v1.2.3+a..b',
  'v1.2.3\n',
])('%j is no module version', (text) => expect(parseModuleVersion(text)).toBeNull());

test.each([
  [`v0.0.0-${DATE}-abcdef123456`, true],
  [`v3.0.0-${DATE}-abcdef123456`, true],
  [`v1.2.4-0.${DATE}-abcdef123456`, true],
  [`v2.2.4-0.${DATE}-abcdef123456+incompatible`, true],
  [`v1.2.3-pre.0.${DATE}-abcdef123456`, true],
  [`v1.2.3-rc-1.2.0.${DATE}-abcdef123456`, true],
  [`v1.2.3-${DATE}-abcdef123456`, false],
  [`v1.2.3-pre.${DATE}-abcdef123456`, false],
  [`v1.2.3-pre0.${DATE}-abcdef123456`, false],
  ['v1.2.3-rc.1', false],
  ['v1.2.3', false],
  ['(devel)', false],
])('whether %s is a pseudo-version is %s', (version, is) => expect(isPseudoVersion(version)).toBe(is));

test.each([
  ['v1.2.3', 'v1.2.3', 'none'],
  ['v1.2', 'v1.2.0', 'none'],
  ['v1.2.3', 'v1.2.3+dirty', 'none'],
  ['v1.2.3', 'v1.2.4', 'patch'],
  ['v1.2.3', 'v1.3.0', 'minor'],
  ['v0.1.0', 'v0.2.0', 'minor'],
  ['v2.0.0+incompatible', 'v3.0.0+incompatible', 'major'],
  ['v1.2.3-rc1', 'v1.2.3', 'prerelease'],
  ['v1.2.3-rc1', 'v1.2.3-rc2', 'prerelease'],
  ['v1.2.3-rc1', 'v1.2.4', 'patch'],
  [`v0.0.0-${DATE}-aaaaaaaaaaaa`, `v0.0.0-${DATE}-bbbbbbbbbbbb`, 'patch'],
  [`v0.0.0-${DATE}-aaaaaaaaaaaa`, 'v0.1.0', 'minor'],
  ['v1.2.3', `v1.2.4-0.${DATE}-aaaaaaaaaaaa`, 'patch'],
  [`v1.2.4-0.${DATE}-aaaaaaaaaaaa`, 'v1.2.4', 'patch'],
  [`v1.3.1-0.${DATE}-aaaaaaaaaaaa`, 'v1.2.9', 'minor'],
  [`v1.2.3-pre.0.${DATE}-aaaaaaaaaaaa`, 'v1.2.3-pre', 'prerelease'],
  [`v1.2.10-0.${DATE}-aaaaaaaaaaaa`, 'v1.2.9', 'patch'],
  ['(devel)', 'v1.2.3', 'major'],
  ['', '', 'none'],
])('a module from %s to %s changes by %s', (before, after, change) => {
  expect([moduleVersionChange(before, after), moduleVersionChange(after, before)]).toEqual([change, change]);
});

test.each([
  ['1.64', 'v1.64.8', 'none'],
  ['v1.64', '1.64.0', 'none'],
  ['1.64', `v1.64.1-0.${DATE}-aaaaaaaaaaaa`, 'none'],
  ['1.64', 'v1.64.0-rc1', 'prerelease'],
  ['1.64', 'v1.65.0', 'minor'],
  ['1.64', 'v2.64.0', 'major'],
  ['1', 'v1.99.0', 'none'],
  ['1', 'v2.0.0', 'major'],
  ['1.64.5', 'v1.64.5', 'none'],
  ['v1.64.5', 'v1.64.8', 'patch'],
  ['1.64.5', 'v1.64.5+dirty', 'none'],
  ['1.64', '(devel)', 'major'],
  ['1', 'banana', 'major'],
  ['latest', 'latest', 'none'],
])('a tool declared as %s and found as %s differs by %s', (declared, actual, change) => {
  expect(toolVersionChange(declared, actual)).toBe(change);
});

const number = fc.nat(20).map(String);
const version = fc
  .tuple(
    number,
    number,
    number,
    fc.constantFrom('', '-rc.1', '-rc.2', `-0.${DATE}-abcdef123456`, '+incompatible'),
  )
  .map(([major, minor, patch, suffix]) => `v${major}.${minor}.${patch}${suffix}`);

test('order and change are the same both ways', () => {
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(compareModuleVersions(a, b)).toBe(0 - compareModuleVersions(b, a));
      expect(moduleVersionChange(a, b)).toBe(moduleVersionChange(b, a));
      if (compareModuleVersions(a, b) === 0) expect(moduleVersionChange(a, b)).toBe('none');
    }),
  );
});

test('no text makes it throw or hang', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => void toolVersionChange(a, b)));
  const long = [
    `v1.2.${'9'.repeat(500_000)}`,
    `v1.2.3-${'0.'.repeat(250_000)}x`,
    `v1.2.${'10'.repeat(250_000)}-0.${DATE}-a`,
  ];
  for (const text of long) for (const other of long) moduleVersionChange(text, other);
}, 5000);
