import { describe, expect, test } from 'vitest';
import { compareGoVersionFacts } from '../../../src/dimensions/go-version/compare.ts';
import { expectGoVersion } from '../../../src/dimensions/go-version/expectation.ts';
import { judgeGoVersion } from '../../../src/dimensions/go-version/judge.ts';
import type { Declared, VersionDeclaration, VersionSource } from '../../../src/domain/declared.ts';
import type { Facts } from '../../../src/domain/facts.ts';
import { parseVersionRange } from '../../../src/domain/parse-version-range.ts';

const PROJECT = { name: 'm', dir: '/r/m', goModFile: '/r/m/go.mod', goWorkFile: null };

/** Declarations by source (`go.mod go`, `mise.toml`), in this order. */
function expectationOf(written: Readonly<Record<string, string>>, goLine?: 'minimum') {
  const versions = Object.entries(written).map(([key, version], index): VersionDeclaration => {
    const [source, kind = 'exact'] = key.split(' ') as [VersionSource, VersionDeclaration['kind']?];
    const range = /^[\d.]+(?:rc\d)?$/.test(version) ? null : parseVersionRange(version);
    const location = { file: `/r/m/${source}`, line: index + 1 };
    return { source, kind, version, location, ...(range === null ? {} : { range }) };
  });
  const declared: Declared = {
    versions,
    unversioned: [],
    problems: [],
    goMod: null,
    goWork: null,
    config: { env: { required: [], expect: {}, allow: [] }, tools: {}, goLine },
    configLocations: {},
    accepted: [],
  };
  return expectGoVersion(declared, PROJECT);
}

function factsOf(
  running: string | null,
  local: Readonly<Record<string, string>> = {},
  sdk = 'go1.26.8',
): Facts {
  return {
    portable: { local: sdk, ...(running === null ? {} : { running }) },
    local: { mode: 'auto', ...local },
    origins: { local: 'PATH', running: 'PATH', mode: 'default' },
  };
}

/** Findings in one line each. */
function found(
  written: Readonly<Record<string, string>>,
  facts: Facts,
  {
    goLine,
    baseline = null,
  }: { goLine?: 'minimum'; baseline?: Readonly<Record<string, string>> | null } = {},
): readonly string[] {
  const expected = expectationOf(written, goLine);
  return compareGoVersionFacts(expected, facts, baseline).map(
    ({ key, kind, severity, change, expected: wanted, source }) =>
      `${key} ${kind} ${severity} ${change}: ${wanted} by ${source}`,
  );
}

function fixOf(
  written: Readonly<Record<string, string>>,
  local: Readonly<Record<string, string>>,
  running: string | null = 'go1.26.8',
): string | null {
  const [first] = compareGoVersionFacts(expectationOf(written), factsOf(running, local), null);
  return first?.fix ?? null;
}

describe('what runs', () => {
  test.each([
    [{ '.go-version': '1.26.8', 'go.mod go': '1.20' }, []],
    [{ '.go-version': '^1.26' }, []],
    [{ '.go-version': '~1.25.0' }, ['running mismatch warning minor: ~1.25.0 by .go-version']],
    [{ '.go-version': '1.26.9' }, ['running mismatch info patch: 1.26.9 by .go-version']],
    [{ 'go.mod go': '1.25' }, ['running mismatch warning minor: 1.25 by go.mod']],
    [{ 'go.mod go': '1.26.2' }, []],
    [{ 'go.mod go': '1.27' }, ['running behind error minor: 1.27 by go.mod']],
    [
      { 'go.mod toolchain': '1.25.4', 'go.mod go': '1.25' },
      ['running mismatch warning minor: 1.25.4 by go.mod'],
    ],
    [{ '.go-version': '1.26', 'go.mod toolchain': '1.25.4' }, []],
    [
      { '.go-version': '~1.25.0', 'mise.toml': '1.26' },
      [
        'running mismatch warning minor: ~1.25.0 by .go-version',
        'declared.mise.toml mismatch warning minor: ~1.25.0 by .go-version',
      ],
    ],
    [{ '.go-version': '>=1.24 <1.27', 'mise.toml': '1.26', 'go.mod go': '1.25' }, []],
    [{ '.go-version': '>=1.26', 'go.work go': '1.27' }, ['running behind error minor: 1.27 by go.work']],
    [
      { '.go-version': '1.26', 'go.mod go': '1.27' },
      [
        'running behind error minor: 1.27 by go.mod',
        'declared.go.mod.go mismatch warning minor: 1.26 by .go-version',
      ],
    ],
  ])('go1.26.8 against %j', (written, findings) => {
    expect(found(written, factsOf('go1.26.8'))).toEqual(findings);
  });

  test('the SDK in PATH is compared with no declaration', () => {
    expect(found({ '.go-version': '1.25.4' }, factsOf('go1.25.4'))).toEqual([]);
  });

  test('with go_line: minimum, go and toolchain lines are minimums, and all else counts as before', () => {
    const lines = { 'go.mod toolchain': '1.26.3', 'go.mod go': '1.24' };
    const at = (running: string, written: Readonly<Record<string, string>> = lines, baseline = null) =>
      found(written, factsOf(running), { goLine: 'minimum', baseline });
    expect(at('go1.26.3')).toEqual([]);
    expect(at('go1.27.4')).toEqual([]);
    expect(at('go1.26.1')).toEqual(['running behind warning patch: 1.26.3 by go.mod']);
    expect(at('go1.23.1')).toEqual(['running behind error minor: 1.24 by go.mod']);
    expect(at('go1.27.4', { '.go-version': '1.26', ...lines })).toEqual([
      'running mismatch warning minor: 1.26 by .go-version',
    ]);
    expect(at('go1.26.8', { '.go-version': '1.26', ...lines })).toEqual([]);
    const change = { key: 'running', before: 'go1.26.3', after: 'go1.27.4' };
    expect(judgeGoVersion(change, factsOf('go1.27.4'))).toMatchObject({
      kind: 'changed',
      severity: 'warning',
    });
  });
});

describe('a difference from the baseline', () => {
  const approved = { local: 'go1.26.8', running: 'go1.26.8' };

  test('in the SDK in PATH alone is info', () => {
    expect(found({}, factsOf('go1.26.8', {}, 'go1.24.0'), { baseline: approved })).toEqual([
      'local changed info minor: go1.26.8 by baseline',
    ]);
    expect(found({}, factsOf('go1.26.8'), { baseline: approved })).toEqual([]);
  });

  test('in both is one finding, for the Go that runs', () => {
    const facts = factsOf('go1.25.4', {}, 'go1.24.0');
    expect(found({}, facts, { baseline: approved })).toEqual([]);
    expect(judgeGoVersion({ key: 'local', before: 'go1.26.8', after: 'go1.24.0' }, facts)).toBeNull();
    expect(judgeGoVersion({ key: 'running', before: 'go1.26.8', after: 'go1.25.4' }, facts)).toMatchObject({
      severity: 'warning',
      fix: 'export GOTOOLCHAIN=go1.26.8  # or approve it: godrift baseline write',
    });
  });
});

describe('the advice', () => {
  const present = { toolchains: 'go1.27.4 go1.26.8 go1.25.4 go1.25.1 go1.24.0', switches: 'yes' };
  test.each([
    [
      'the newest toolchain on the machine that meets it',
      { '.go-version': '1.25' },
      present,
      'export GOTOOLCHAIN=go1.25.4',
    ],
    ['also for a range', { '.go-version': '~1.25.0' }, present, 'export GOTOOLCHAIN=go1.25.4'],
    [
      'not one below the go line',
      { '.go-version': '1.25', 'go.mod go': '1.25.7' },
      present,
      'export GOTOOLCHAIN=go1.25.7',
    ],
    ['else the release itself', { '.go-version': '1.23.2' }, present, 'export GOTOOLCHAIN=go1.23.2'],
    ['else the first release', { '.go-version': '1.23' }, present, 'export GOTOOLCHAIN=go1.23.0'],
    [
      'else the first one that a range accepts',
      { '.go-version': '^1.28' },
      present,
      'export GOTOOLCHAIN=go1.28.0',
    ],
    ['without such facts', { '.go-version': '1.25' }, {}, 'export GOTOOLCHAIN=go1.25.0'],
    [
      'why Go does not switch',
      { '.go-version': '1.25' },
      { ...present, mode: 'local' },
      'export GOTOOLCHAIN=go1.25.4  # GOTOOLCHAIN=local keeps Go from switching',
    ],
    [
      'no GOTOOLCHAIN where Go knows none',
      { 'go.mod go': '1.27.1' },
      { toolchains: 'go1.20.14', switches: 'no' },
      'install go1.27.1 and put its bin directory first in PATH',
    ],
    [
      'a toolchain that meets the exact declaration too',
      { 'go.mod toolchain': '1.27.4', 'go.mod go': '1.27' },
      { toolchains: 'go1.20.14', switches: 'no' },
      'install go1.27.4 and put its bin directory first in PATH',
    ],
    [
      'another declaration where Go would refuse this one',
      { '.go-version': '1.25', 'go.mod go': '1.26' },
      present,
      'edit .go-version:1: it declares 1.25, but go.mod requires go >= 1.26',
    ],
    [
      'a range without a lower bound',
      { '.go-version': '<1.24' },
      { toolchains: '' },
      'run a Go release that meets <1.24 (.go-version:1)',
    ],
    ['a toolchain of the go line', { 'go.mod go': '1.25' }, present, 'export GOTOOLCHAIN=go1.25.4'],
    [
      'go_line where there is none',
      { 'go.mod go': '1.23' },
      present,
      'if newer Go versions may build this project, add the line "go_line: minimum" to godrift.yaml, or approve it: godrift baseline write',
    ],
    [
      'for what is behind: a toolchain of that minor version',
      { 'go.mod go': '1.27' },
      present,
      'export GOTOOLCHAIN=go1.27.4',
    ],
  ])('is %s', (_, written, local, fix) => expect(fixOf(written, local)).toBe(fix));

  test('a go line that is not the name of a toolchain gets a toolchain line', () => {
    const refused = { selected: 'go1.22', refused: 'go: download go1.22 …' };
    expect(fixOf({ 'go.mod go': '1.22' }, { ...refused, toolchains: 'go1.22.12 go1.21.0' }, null)).toBe(
      'GOTOOLCHAIN=local go mod edit -toolchain=go1.22.12',
    );
    expect(fixOf({ 'go.work go': '1.22' }, refused, null)).toBe(
      'GOTOOLCHAIN=local go work edit -toolchain=go1.22.0',
    );
  });

  test('never asks to raise the go line', () => {
    for (const version of ['1.20', '1.23', '1.25', '1.27'])
      for (const local of [{}, present]) expect(fixOf({ 'go.mod go': version }, local)).not.toContain('-go=');
  });
});

test('a declaration below the go line is to be edited', () => {
  const expected = expectationOf({ '.go-version': '1.25', 'go.mod go': '1.26' });
  const fixes = compareGoVersionFacts(expected, factsOf('go1.26.8'), null).map(({ key, fix }) => [key, fix]);
  const fix = 'edit .go-version:1: it declares 1.25, but go.mod requires go >= 1.26';
  expect(fixes).toEqual([
    ['running', fix],
    ['declared.go.mod.go', fix],
  ]);
});

test('declarations that contradict each other are named as they are found', () => {
  const expected = expectationOf({ '.go-version': '1.26', 'mise.toml': '1.25' });
  expect(compareGoVersionFacts(expected, factsOf('go1.26.8'), null).map(({ fix }) => fix)).toEqual([
    'make .go-version (1.26) and mise.toml:2 (1.25) agree',
  ]);
});
