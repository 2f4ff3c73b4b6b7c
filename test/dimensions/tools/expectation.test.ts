import { describe, expect, test } from 'vitest';
import { expectTools } from '../../../src/dimensions/tools/expectation.ts';
import { toolName } from '../../../src/dimensions/tools/tool-name.ts';
import { CONFIG, declare, GO_MOD, PROJECT, type Texts } from './tool-texts.ts';

const IMPORTS = 'golang.org/x/tools/cmd/goimports';
const BASE = `module example.com/shop

go 1.26

tool ${IMPORTS}

require golang.org/x/tools v0.30.0
`;

function pinned(texts: Texts) {
  return Object.fromEntries(
    [...expectTools(declare(texts), PROJECT).pins.values()].map(({ name, version, source }) => [
      name,
      { version, source },
    ]),
  );
}

describe('what the project says of its tools', () => {
  test('is the version of the module that a tool directive names, and the go line', () => {
    expect(expectTools(declare({ goMod: BASE }), PROJECT)).toEqual({
      pins: new Map([
        [
          'goimports',
          {
            name: 'goimports',
            version: 'v0.30.0',
            source: 'go.mod',
            packagePath: IMPORTS,
            location: { file: GO_MOD, line: 5 },
          },
        ],
      ]),
      floor: { source: 'go.mod', kind: 'go', version: '1.26', location: { file: GO_MOD, line: 3 } },
    });
  });

  test('is what godrift.yaml says before what go.mod says', () => {
    expect(
      expectTools(declare({ goMod: BASE, tools: { goimports: '0.31' } }), PROJECT).pins.get('goimports'),
    ).toEqual({
      name: 'goimports',
      version: '0.31',
      source: 'godrift.yaml',
      packagePath: IMPORTS,
      location: { file: CONFIG, line: 2 },
    });
  });

  test.each(['latest', '*'])('is only its presence where the version is %s', (version) => {
    expect(pinned({ tools: { gopls: version } })).toEqual({
      gopls: { version: null, source: 'godrift.yaml' },
    });
  });

  test('takes the module with the longest path', () => {
    const goMod =
      'module m\n\ntool a.com/x/tools/gopls/cmd/g\n\nrequire (\n\ta.com/x/tools v1.0.0\n\ta.com/x/tools/gopls v0.22.0\n\ta.com/x/too v1.5.0\n)\n';
    expect(pinned({ goMod })).toEqual({ g: { version: 'v0.22.0', source: 'go.mod' } });
  });

  test.each([
    ['another version', 'replace golang.org/x/tools => golang.org/x/tools v0.29.0\n', 'v0.29.0'],
    [
      'another version, of this version only',
      'replace golang.org/x/tools v0.30.0 => fork.com/tools v1.0.0\n',
      'v1.0.0',
    ],
    [
      'nothing, since another version is replaced',
      'replace golang.org/x/tools v0.28.0 => fork.com/tools v1.0.0\n',
      'v0.30.0',
    ],
    [
      'the replacement of just this version',
      'replace golang.org/x/tools => fork.com/tools v2.0.0\nreplace golang.org/x/tools v0.30.0 => fork.com/tools v1.0.0\n',
      'v1.0.0',
    ],
  ])('follows a replacement by %s', (_, replace, version) => {
    expect(pinned({ goMod: `${BASE}${replace}` })).toEqual({ goimports: { version, source: 'go.mod' } });
  });

  test('is nothing for a module replaced by a directory, and for a package of the main module', () => {
    expect(pinned({ goMod: `${BASE}replace golang.org/x/tools => ../tools\n` })).toEqual({});
    expect(pinned({ goMod: 'module example.com/shop\n\ntool example.com/shop/cmd/gen\n' })).toEqual({});
  });

  test('takes go.work before go.mod', () => {
    const goMod = `${BASE}replace golang.org/x/tools v0.30.0 => golang.org/x/tools v0.29.0\n`;
    const goWork = 'go 1.26\n\nuse ./shop\n\nreplace golang.org/x/tools => golang.org/x/tools v0.28.0\n';
    expect(pinned({ goMod, goWork })).toEqual({ goimports: { version: 'v0.28.0', source: 'go.mod' } });
  });

  test.each([
    ['golangci-lint', '1.64', 'github.com/golangci/golangci-lint/cmd/golangci-lint'],
    ['golangci-lint', 'v2.1.6', 'github.com/golangci/golangci-lint/v2/cmd/golangci-lint'],
    ['golangci-lint', 'latest', 'github.com/golangci/golangci-lint/v2/cmd/golangci-lint'],
    ['staticcheck', '2025.1.1', 'honnef.co/go/tools/cmd/staticcheck'],
    ['toString', '1.0', null],
    ['gofmt', '1.26', null],
  ])('knows the package of %s %s', (name, version, packagePath) => {
    expect(expectTools(declare({ tools: { [name]: version } }), PROJECT).pins.get(name)?.packagePath).toBe(
      packagePath,
    );
  });
});

test.each([
  ['golang.org/x/tools/cmd/goimports', 'goimports'],
  ['github.com/pressly/goose/v3', 'goose'],
  ['gopkg.in/tool.v2', 'tool.v2'],
  ['example.com/v1', 'v1'],
  ['example.com/v02', 'v02'],
  ['v2', 'v2'],
])('the executable of %s is called %s', (path, name) => {
  expect(toolName(path)).toBe(name);
});
