import { describe, expect, test } from 'vitest';
import { compareTools } from '../../../src/dimensions/tools/compare.ts';
import { expectTools } from '../../../src/dimensions/tools/expectation.ts';
import type { FactMap, Facts } from '../../../src/domain/facts.ts';
import { CONFIG, declare, factsOf, GO_MOD, PROJECT, slight, type Texts } from './tool-texts.ts';

const AT_CONFIG = { file: CONFIG, line: 2 };
const TOOL_MOD =
  'module m\n\ngo 1.26\n\ntool golang.org/x/tools/cmd/goimports\n\nrequire golang.org/x/tools v0.30.0\n';

function compare(texts: Texts, facts: Facts, baseline: FactMap | null = null) {
  return compareTools(expectTools(declare(texts), PROJECT), facts, baseline);
}

describe('a tool that godrift.yaml names', () => {
  test('is missing where PATH does not have it', () => {
    expect(compare({ tools: { gopls: '0.22' } }, factsOf({}))).toEqual([
      slight({
        key: 'gopls',
        kind: 'missing',
        severity: 'warning',
        weight: 0.5,
        expected: '0.22',
        origin: null,
        fix: 'go install golang.org/x/tools/gopls@v0.22',
        location: AT_CONFIG,
      }),
    ]);
  });

  test.each([
    ['revive', 'v1.9', 'go install github.com/mgechev/revive@v1.9'],
    ['revive', 'latest', 'go install github.com/mgechev/revive@latest'],
    ['revive', '1; rm -rf ~', null],
    ['ours', '1.0', null],
    ['__proto__', '1.0', null],
    ['constructor', '1.0', null],
  ])('is missing too if it is called %s %s, with a fix that can be pasted', (name, version, fix) => {
    const tools = Object.fromEntries([[name, version]]);
    const [finding] = compare({ tools }, factsOf({}));
    expect([finding?.key, finding?.kind, finding?.fix]).toEqual([name, 'missing', fix]);
  });

  test.each([
    ['1.64', 'v1.64.8'],
    ['v1.64.8', 'v1.64.8'],
    ['1', 'v1.2.3'],
    ['1.64.8', 'v1.64.8+dirty'],
    ['latest', 'v1.2.3'],
    ['*', '-'],
  ])('in version %s is met by %s', (declared, actual) => {
    expect(
      compare({ tools: { 'golangci-lint': declared } }, factsOf({ 'golangci-lint': `${actual} go1.26.8` })),
    ).toEqual([]);
  });

  test.each([
    ['a patch', '1.64.8', 'v1.64.7', 'patch', 'info', 0.1],
    ['a prerelease', '1.64.8', 'v1.64.8-rc.1', 'prerelease', 'info', 0.2],
    ['a minor version', '1.64', 'v1.63.4', 'minor', 'warning', 0.5],
    ['a newer minor version', '1.64', 'v1.65.0', 'minor', 'warning', 0.5],
    ['a major version', '1.64', 'v2.1.6', 'major', 'warning', 1],
  ] as const)('differs by %s', (_, declared, actual, change, severity, weight) => {
    expect(
      compare({ tools: { revive: declared } }, factsOf({ revive: `${actual} go1.26.8 h1:abc=` })),
    ).toEqual([
      slight({
        key: 'revive',
        change,
        severity,
        weight,
        expected: declared,
        actual,
        fix: `go install github.com/mgechev/revive@v${declared}`,
        location: AT_CONFIG,
      }),
    ]);
  });

  test('is not in sync where its binary does not tell its version', () => {
    expect(compare({ tools: { revive: '1.9' } }, factsOf({ revive: '- -' }))).toEqual([
      slight({
        key: 'revive',
        expected: '1.9',
        actual: 'unknown',
        fix: 'go install github.com/mgechev/revive@v1.9',
        location: AT_CONFIG,
      }),
    ]);
  });

  test('may be staticcheck by its release', () => {
    expect(
      compare({ tools: { staticcheck: '2025.1.1' } }, factsOf({ staticcheck: 'v0.6.1 go1.26.8' })),
    ).toEqual([]);
    expect(
      compare({ tools: { staticcheck: '2024.1' } }, factsOf({ staticcheck: 'v0.6.1 go1.26.8' })),
    ).toEqual([
      slight({
        key: 'staticcheck',
        change: 'minor',
        severity: 'warning',
        weight: 0.5,
        expected: '2024.1',
        actual: 'v0.6.1',
        fix: 'go install honnef.co/go/tools/cmd/staticcheck@v0.5',
        location: AT_CONFIG,
      }),
    ]);
  });

  test('may be gofmt, whose version is that of its SDK', () => {
    const facts = factsOf({ gofmt: 'go1.26.8 go1.26.8' });
    expect(compare({ tools: { gofmt: '1.26' } }, facts)).toEqual([]);
    expect(compare({ tools: { gofmt: 'go1.25.4' } }, facts)).toEqual([
      slight({
        key: 'gofmt',
        change: 'minor',
        severity: 'warning',
        weight: 0.5,
        expected: 'go1.25.4',
        actual: 'go1.26.8',
        fix: 'gofmt comes with Go: put the bin directory of that SDK first in PATH',
        location: AT_CONFIG,
      }),
    ]);
  });
});

describe('a tool that go.mod names', () => {
  test.each([
    ['is not in PATH: go tool runs it', {}],
    ['has its version', { goimports: 'v0.30.0 go1.26.8 h1:abc=' }],
    ['is a script there, as those that call go tool', { goimports: '- -' }],
  ])('is no finding where it %s', (_, portable) => {
    expect(compare({ goMod: TOOL_MOD }, factsOf(portable))).toEqual([]);
  });

  test('differs where PATH has another version of it', () => {
    expect(compare({ goMod: TOOL_MOD }, factsOf({ goimports: 'v0.29.0 go1.26.8 h1:abc=' }))).toEqual([
      slight({
        key: 'goimports',
        change: 'minor',
        severity: 'warning',
        weight: 0.5,
        expected: 'v0.30.0',
        actual: 'v0.29.0',
        source: 'go.mod',
        fix: 'go install golang.org/x/tools/cmd/goimports',
        location: { file: GO_MOD, line: 5 },
      }),
    ]);
  });
});

describe('a tool that an older Go built than the project needs', () => {
  const goMod = 'module m\n\ngo 1.26.1\n';
  const stale = {
    kind: 'behind',
    change: 'minor',
    severity: 'warning',
    weight: 0.5,
    expected: 'go1.26',
    source: 'go.mod',
    location: { file: GO_MOD, line: 3 },
  } as const;

  test('is behind', () => {
    expect(compare({ goMod }, factsOf({ revive: 'v1.9.0 go1.24.3 h1:abc=' }))).toEqual([
      slight({
        ...stale,
        key: 'revive',
        actual: 'go1.24.3',
        fix: 'go install github.com/mgechev/revive@v1.9.0',
      }),
    ]);
  });

  test.each([
    [
      'the Go in PATH is too old itself',
      'revive',
      'v1.9.0',
      'go1.24.3',
      'GOTOOLCHAIN=go1.26.1 go install github.com/mgechev/revive@v1.9.0',
    ],
    ['its package is not known', 'ours', 'v1.9.0', 'go1.26.8', 'build it again with go1.26 or newer'],
    ['its version is not known', 'revive', '-', 'go1.26.8', 'build it again with go1.26 or newer'],
  ])('has its own fix where %s', (_, name, version, localGo, fix) => {
    expect(compare({ goMod }, factsOf({ [name]: `${version} go1.24.3` }, localGo))).toEqual([
      slight({ ...stale, key: name, actual: 'go1.24.3', fix }),
    ]);
  });

  test('is not the gofmt of the SDK in PATH: that another Go runs is no drift', () => {
    expect(compare({ goMod }, factsOf({ gofmt: 'go1.25.4 go1.25.4' }, 'go1.25.4'))).toEqual([]);
  });

  test('is slight for the gofmt of another SDK', () => {
    expect(compare({ goMod }, factsOf({ gofmt: 'go1.25.4 go1.25.4' }))).toEqual([
      slight({
        ...stale,
        key: 'gofmt',
        severity: 'info',
        weight: 0.1,
        actual: 'go1.25.4',
        fix: 'put the bin directory of go1.26 first in PATH, or run go fmt: it follows the selected Go',
      }),
    ]);
  });

  test.each([
    'go1.26.0',
    'go1.26rc1',
    'go1.27.1',
    'devel go1.26-ffb3e574 Thu Aug 29 20:16:26 2025',
    'bigcorp',
    '-',
  ])('is not one that %s built', (goVersion) => {
    expect(compare({ goMod }, factsOf({ revive: `v1.9.0 ${goVersion}` }))).toEqual([]);
  });

  test('may have the wrong version as well: both are said', () => {
    const findings = compare(
      { goMod, tools: { revive: '1.9' } },
      factsOf({ revive: 'v1.8.0 go1.24.3' }, 'go1.25.4'),
    );
    const fix = 'go install github.com/mgechev/revive@v1.9';
    expect(findings).toEqual([
      slight({
        key: 'revive',
        change: 'minor',
        severity: 'warning',
        weight: 0.5,
        expected: '1.9',
        actual: 'v1.8.0',
        fix,
        location: AT_CONFIG,
      }),
      slight({ ...stale, key: 'revive', actual: 'go1.24.3', fix: `GOTOOLCHAIN=go1.26.1 ${fix}` }),
    ]);
  });
});

test('a tool with another content under its version is critical, whatever else is wrong with it', () => {
  const [before, after] = ['v1.9.0 go1.26.8 h1:abc=', 'v1.9.0 go1.24.3 h1:evil='];
  const findings = compare({ goMod: 'module m\n\ngo 1.26\n' }, factsOf({ revive: after }), {
    revive: before,
  });
  expect(findings.map(({ kind, severity }) => [kind, severity])).toEqual([
    ['mismatch', 'critical'],
    ['behind', 'warning'],
  ]);
  expect(findings[0]).toEqual(
    slight({
      key: 'revive',
      severity: 'critical',
      weight: 1,
      expected: before,
      actual: after,
      source: 'baseline',
      fix: 'go install github.com/mgechev/revive@v1.9.0',
    }),
  );
});
