import { expect, test } from 'vitest';
import { SEVERITIES, severityRank } from '../../src/domain/finding.ts';
import { GO_VARIABLES, variableClass } from '../../src/domain/go-variables.ts';
import { modulePathMajor } from '../../src/domain/module-path.ts';
import { textHash } from '../../src/domain/text-hash.ts';
import { versionSeverity } from '../../src/domain/version-severity.ts';

test('a patch is harmless, what is more alerts', () => {
  expect((['none', 'patch', 'prerelease', 'minor', 'major'] as const).map(versionSeverity)).toEqual([
    'info',
    'info',
    'warning',
    'warning',
    'warning',
  ]);
});

test('severities are ordered from mild to grave', () => {
  expect(SEVERITIES.map(severityRank)).toEqual([0, 1, 2, 3]);
});

test.each([
  ['CGO_CFLAGS', 'build'],
  ['CGO_LDFLAGS_DISALLOW', 'build'],
  ['GO111MODULE', 'build'],
  ['CGO_CXXFLAGS_ALLOW', 'build'],
  ['GOFLAGS', 'build'],
  ['PKG_CONFIG', 'build'],
  ['GODEBUG', 'debug'],
  ['GOVCS', 'network'],
  ['GOTOOLDIR', 'path'],
  ['GOVERSION', 'derived'],
  ['GOTOOLCHAIN', 'other'],
  ['GONEW', null],
  ['', null],
])('%s is a variable of class %s', (name, kind) => {
  expect(variableClass(name)).toBe(kind);
});

test('every variable is listed once', () => {
  expect(new Set(GO_VARIABLES).size).toBe(GO_VARIABLES.length);
  expect(GO_VARIABLES.filter((name) => !/^[A-Z][A-Z0-9_]+$/.test(name))).toEqual([]);
});

test.each([
  ['a.b/c', ''],
  ['a.b/c/v2', '/v2'],
  ['a.b/c/v10', '/v10'],
  ['a.b/c/v1', null],
  ['a.b/c/v0', null],
  ['a.b/c/v02', null],
  ['a.b/c/v1.2', null],
  ['a.b/c/v2x', ''],
  ['a.b/v2/c', ''],
  ['gopkg.in/yaml.v3', '.v3'],
  ['gopkg.in/yaml.v0', '.v0'],
  ['gopkg.in/yaml.v10', '.v10'],
  ['gopkg.in/yaml.v3-unstable', '.v3-unstable'],
  ['gopkg.in/yaml.v03', null],
  ['gopkg.in/yaml', null],
  ['gopkg.in/yaml/v3', null],
])('the path %s demands the major version %j', (path, major) => {
  expect(modulePathMajor(path)).toBe(major);
});

test('a hash of a text is short, stable, and tells texts apart', () => {
  expect([textHash(''), textHash('a'), textHash('example.com/shop')]).toMatchInlineSnapshot(`
    [
      "26c8wzs8fs1kz98hrb9of",
      "1guuo3poulb259fwfz8om",
      "u14jntr7fk16skat7unbd",
    ]
  `);
  const texts = Array.from({ length: 5_000 }, (_, n) => `project-${n}`);
  expect(new Set(texts.map(textHash)).size).toBe(texts.length);
  expect(texts.filter((text) => textHash(text).length > 28)).toEqual([]);
});
