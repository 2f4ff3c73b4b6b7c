import { describe, expect, test } from 'vitest';
import { ldflagsVersion } from '../../../src/dimensions/tools/ldflags-version.ts';
import { declaresBuild, develName } from '../../../src/dimensions/tools/tool-build.ts';
import { toolPackage } from '../../../src/dimensions/tools/tool-package.ts';

const OLD_MOCK = ['github.com/golang/mock', '/mockgen'] as const;
const NEW_MOCK = ['go.uber.org/mock', '/mockgen'] as const;
const LINT = '/cmd/golangci-lint';

// Versions are those of `go list -m -versions` in November 2026: golang/mock v1.0.0 to v1.7.0-rc.1, uber's v0.1.0 to v0.6.0;
// golang/protobuf v1.0.0 to v1.5.4, google.golang.org/protobuf from v1.20.0.
test.each([
  ['mockgen', '1.6.0', OLD_MOCK, 'github.com/golang/mock/mockgen'],
  ['mockgen', null, OLD_MOCK, 'github.com/golang/mock/mockgen'],
  ['mockgen', '0.5.0', OLD_MOCK, 'go.uber.org/mock/mockgen'],
  ['mockgen', 'v0.5', NEW_MOCK, 'go.uber.org/mock/mockgen'],
  ['mockgen', '1.6', NEW_MOCK, 'github.com/golang/mock/mockgen'],
  ['mockgen', '1.6', null, 'github.com/golang/mock/mockgen'],
  ['mockgen', '0.6.0', null, 'go.uber.org/mock/mockgen'],
  ['mockgen', null, null, 'go.uber.org/mock/mockgen'],
  ['mockgen', '1.2.0', ['example.com/fork', '/mockgen'], 'example.com/fork/mockgen'],
  [
    'protoc-gen-go',
    '1.5.4',
    ['github.com/golang/protobuf', '/protoc-gen-go'],
    'github.com/golang/protobuf/protoc-gen-go',
  ],
  [
    'protoc-gen-go',
    '1.36.0',
    ['github.com/golang/protobuf', '/protoc-gen-go'],
    'google.golang.org/protobuf/cmd/protoc-gen-go',
  ],
  ['protoc-gen-go', 'v1.3', null, 'github.com/golang/protobuf/protoc-gen-go'],
  ['protoc-gen-go', '1', null, 'google.golang.org/protobuf/cmd/protoc-gen-go'],
  [
    'golangci-lint',
    'v2.4.0',
    ['github.com/golangci/golangci-lint', LINT],
    `github.com/golangci/golangci-lint/v2${LINT}`,
  ],
  [
    'golangci-lint',
    '1.64.8',
    ['github.com/golangci/golangci-lint/v2', LINT],
    `github.com/golangci/golangci-lint${LINT}`,
  ],
  [
    'golangci-lint',
    null,
    ['github.com/golangci/golangci-lint', LINT],
    `github.com/golangci/golangci-lint${LINT}`,
  ],
  ['golangci-lint', null, null, `github.com/golangci/golangci-lint/v2${LINT}`],
  ['goose', '3.24', null, 'github.com/pressly/goose/v3/cmd/goose'],
  ['ours', '2.1.0', ['example.com/ours', ''], 'example.com/ours/v2'],
  ['ours', '1.1.0', ['example.com/ours/v2', '/cmd/ours'], 'example.com/ours/cmd/ours'],
  ['ours', '2.1.0+incompatible', ['example.com/ours', ''], 'example.com/ours'],
  ['tool', '3.0.0', ['gopkg.in/tool.v2', '/cmd/tool'], 'gopkg.in/tool.v3/cmd/tool'],
  ['ours', '1.0.0', null, null],
  // A link to another program.
  ['revive', '1.9.0', ['golang.org/x/tools', '/cmd/goimports'], 'github.com/mgechev/revive'],
] as const)('%s %s of the module %j is installed from %s', (name, version, own, expected) => {
  const binary = own === null ? null : { module: own[0], package: own.join('') };
  expect(toolPackage(name, version, binary)).toBe(expected);
});

// The variables are those of the tools' own release builds (their .goreleaser.yml, Makefile or formula).
test.each([
  ['-X main.version=2.4.0', 'v2.4.0'],
  ['-s -w -X main.version=v2.4.0 -X main.commit=abc', 'v2.4.0'],
  [`-s -w -X 'main.version=2.4.0' -X "main.date=a b"`, 'v2.4.0'],
  [`"-X=main.version=2.4.0"`, 'v2.4.0'],
  ['-X=main.Version=1.6.0', 'v1.6.0'],
  ['--X main.Version=1.6.0', 'v1.6.0'],
  ['all=-X main.version=2.4.0', 'v2.4.0'],
  ['-X example.com/t/internal/version.Version=1.2.3', 'v1.2.3'],
  ['-X example.com/t/cmd.buildVersion=1.2.3', 'v1.2.3'],
  ['-X example.com/lib/version.Version=9.9.9 -X main.version=1.2.3', 'v1.2.3'],
  ['-X main.version=1.0.0 -X main.version=1.2.3', 'v1.2.3'],
  ['-X main.version=2.4.0-rc.1', 'v2.4.0-rc.1'],
  ['-X main.version=2.4.0-1ubuntu2', 'v2.4.0'],
  ['-X main.version=2.4.0-1', 'v2.4.0'],
  ['-X main.version=2.4.0~rc1', 'v2.4.0-rc1'],
  ['-X main.version=2.4.0+snap1', 'v2.4.0+snap1'],
  ['-X main.goVersion=1.26.0', null],
  ['-X main.version=Homebrew', null],
  ['-X main.version=dev', null],
  ['-X main.token=1.2.3', null],
  ['-X main.version', null],
  ['-s -w', null],
  ['', null],
])('-ldflags %s say the version %s', (flags, version) => {
  expect(ldflagsVersion(flags)).toBe(version);
});

describe('a build from a directory', () => {
  const REVISION = '1a2b3c4d5e6f708192a3b4c5d6e7f80912a3b4c5';
  const BUILD = `vcs.revision=${REVISION} vcs.modified=true`;

  test('is called by its commit', () => {
    expect([develName(BUILD), develName(`-tags=a vcs.revision=${REVISION}`), develName(undefined)]).toEqual([
      '(devel) 1a2b3c4d5e6f+dirty',
      '(devel) 1a2b3c4d5e6f',
      '(devel)',
    ]);
  });

  test.each([
    ['(devel)', null, BUILD, true],
    ['devel', null, undefined, true],
    ['devel', 'v1.0.0', undefined, false],
    [REVISION, null, BUILD, true],
    ['1a2b3c4', null, BUILD, true],
    ['1a2b3c5', null, BUILD, false],
    ['v0.0.0-20261123190043-1a2b3c4d5e6f', null, BUILD, true],
    [REVISION, 'v0.0.0-20261123190043-1a2b3c4d5e6f', undefined, true],
    ['1a2b3c4', 'v0.0.0-20261123190043-1a2b3c4d5e6f+dirty', undefined, true],
    ['1a2b3c4', null, undefined, false],
    ['1.0.0', null, BUILD, false],
  ])('is what %s declares, where it is %s with %s: %s', (declared, version, build, expected) => {
    expect(declaresBuild(declared, version, build)).toBe(expected);
  });
});
