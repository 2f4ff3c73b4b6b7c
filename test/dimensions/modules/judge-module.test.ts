import { describe, expect, test } from 'vitest';
import { expectModules } from '../../../src/dimensions/modules/expectation.ts';
import { judgeModule } from '../../../src/dimensions/modules/judge.ts';
import type { Declared } from '../../../src/domain/declared.ts';
import { parseGoMod } from '../../../src/domain/go-mod.ts';

const FILE = '/src/shop/go.mod';
const GO_MOD = `module example.com/shop

require example.com/direct v1.2.3
require example.com/indirect v1.2.3 // indirect
`;
const declared: Declared = {
  versions: [],
  goMod: parseGoMod(GO_MOD, FILE),
  goWork: null,
  config: { env: { required: [], expect: {}, allow: [] }, tools: {} },
  unversioned: [],
  problems: [],
  configLocations: {},
  accepted: [],
};
const expected = expectModules(declared, {
  name: 'shop',
  dir: '/src/shop',
  goModFile: FILE,
  goWorkFile: null,
});
const facts = { portable: {}, local: { direct: 'example.com/direct example.com/new' }, origins: {} };
const [A, B] = ['h1:aaaa=', 'h1:bbbb='];

function judge(key: string, before: string | null, after: string | null) {
  return judgeModule({ key, before, after }, facts, expected);
}

describe('a module that differs from the baseline', () => {
  test('says what it was, where it is required, and how to go back', () => {
    expect(judge('example.com/direct', `v1.1.0 ${A} go.mod:${A}`, `v1.2.3 ${B} go.mod:${B}`)).toEqual({
      dimension: 'modules',
      key: 'example.com/direct',
      kind: 'changed',
      change: 'minor',
      severity: 'warning',
      weight: 0.5,
      expected: `v1.1.0 ${A} go.mod:${A}`,
      actual: `v1.2.3 ${B} go.mod:${B}`,
      source: 'baseline',
      origin: 'go.mod',
      fix: 'go get example.com/direct@v1.1.0, or approve it: godrift baseline write',
      location: { file: FILE, line: 3 },
    });
  });

  test.each([
    ['a patch', 'v1.2.3', 'v1.2.4', 'patch', 'info', 0.1],
    ['a prerelease', 'v1.2.3-rc.1', 'v1.2.3', 'prerelease', 'warning', 0.2],
    ['a minor version', 'v1.3.0', 'v1.2.0', 'minor', 'warning', 0.5],
    ['a major version', 'v1.2.3', 'v2.0.0+incompatible', 'major', 'warning', 1],
    [
      'another commit',
      'v0.0.0-20200101000000-aaaaaaaaaaaa',
      'v0.0.0-20210101000000-bbbbbbbbbbbb',
      'patch',
      'info',
      0.1,
    ],
    ['a fork instead', `v1.2.3 ${A}`, `v1.2.3 => example.com/fork v1.2.3 ${A}`, 'none', 'warning', 0.5],
    ['a directory instead', `v1.2.3 ${A}`, 'v1.2.3 => ./lib', 'none', 'warning', 0.5],
    [
      'another version of the fork',
      'v1.0.0 => x.com/y v1.0.0',
      'v1.0.0 => x.com/y v1.4.0',
      'minor',
      'warning',
      0.5,
    ],
    ['another version for one directory', 'v1.0.0 => ./lib', 'v2.0.0 => ./lib', 'none', 'info', 0.1],
    ['no sum for its go.mod', `v1.2.3 ${A} go.mod:${A}`, `v1.2.3 ${A}`, 'none', 'info', 0.1],
    ['a sum for itself', `v1.2.3 go.mod:${A}`, `v1.2.3 ${A} go.mod:${A}`, 'none', 'info', 0.1],
    ['another sum', `v1.2.3 ${A}`, `v1.2.3 ${B}`, 'none', 'critical', 1],
    [
      'another sum for its go.mod',
      `v1.2.3 ${A} go.mod:${A}`,
      `v1.2.3 ${A} go.mod:${B}`,
      'none',
      'critical',
      1,
    ],
  ])(
    'weighs by %s, an indirect one half of it unless a sum changed',
    (_, before, after, change, severity, weight) => {
      const half = severity === 'critical' ? weight : weight / 2;
      expect(judge('example.com/direct', before, after)).toMatchObject({
        kind: 'changed',
        change,
        severity,
        weight,
      });
      expect(judge('example.com/indirect', before, after)).toMatchObject({
        kind: 'changed',
        change,
        severity,
        weight: half,
      });
    },
  );

  test.each([
    ['example.com/new', null, `v1.0.0 ${A}`, { kind: 'added', severity: 'warning', weight: 0.5 }],
    ['example.com/deep', null, `v1.0.0 ${A}`, { kind: 'added', severity: 'info', weight: 0.25 }],
    ['example.com/gone', `v1.0.0 ${A}`, null, { kind: 'removed', severity: 'warning', weight: 0.5 }],
    ['example.com/gone', 'v1.0.0 => ./lib', null, { kind: 'removed', severity: 'warning', weight: 0.5 }],
    ['example.com/gone', `v1.0.0 go.mod:${A}`, null, { kind: 'removed', severity: 'info', weight: 0.25 }],
  ])('%s, added or removed, weighs as a minor version if it gave packages', (key, before, after, finding) => {
    expect(judge(key, before, after)).toMatchObject(finding);
  });

  test('is told how to leave or regain a replacement', () => {
    expect([
      judge('x.com/a', 'v1.0.0 => x.com/fork v1.1.0', 'v1.0.0')?.fix,
      judge('x.com/a', 'v1.0.0', 'v1.0.0 => ./lib')?.fix,
    ]).toEqual([
      "go mod edit -replace='x.com/a=x.com/fork@v1.1.0', or approve it: godrift baseline write",
      'go mod edit -dropreplace=x.com/a && go get x.com/a@v1.0.0, or approve it: godrift baseline write',
    ]);
  });

  test('is no finding where it is the project itself', () => {
    expect([judge('example.com/shop', null, 'main'), judge('example.com/shop', 'main', null)]).toEqual([
      null,
      null,
    ]);
  });
});
