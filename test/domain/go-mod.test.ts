import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GoMod } from '../../src/domain/declared.ts';
import { InputError } from '../../src/domain/errors.ts';
import { parseGoMod } from '../../src/domain/go-mod.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { GO_MODS } from './go-mod-texts.ts';

test('every declaration is read with its line', () => {
  expect(parseGoMod(GO_MODS['everything in blocks'] ?? '', 'go.mod')).toEqual({
    oldest: { version: '1.25', line: 42 },
    module: 'example.com/shop',
    go: { version: '1.24.1', line: 6 },
    toolchain: { version: '1.26.8', line: 8 },
    require: [
      { path: 'golang.org/x/net', version: 'v0.17.0', indirect: false, line: 16 },
      { path: 'golang.org/x/text', version: 'v0.13.0', indirect: true, line: 17 },
      { path: 'example.com/a/v2', version: 'v2.1.0', indirect: true, line: 18 },
      { path: 'gopkg.in/yaml.v3', version: 'v3.0.1', indirect: false, line: 21 },
      { path: 'example.com/b', version: 'v4.0.0+incompatible', indirect: true, line: 22 },
    ],
    replace: [
      { path: 'golang.org/x/net', version: 'v0.17.0', newPath: '../net', newVersion: null, line: 28 },
      {
        path: 'golang.org/x/text',
        version: null,
        newPath: 'golang.org/x/text',
        newVersion: 'v0.14.0',
        line: 29,
      },
    ],
    tool: [
      { path: 'golang.org/x/tools/cmd/stringer', line: 38 },
      { path: 'example.com/cmd/gen', line: 39 },
    ],
    godebug: [
      { key: 'default', value: 'go1.21', line: 11 },
      { key: 'panicnil', value: '1', line: 12 },
    ],
    ignore: ['./node_modules', './tmp'],
  });
});

test('an empty file declares nothing', () => {
  const nothing: GoMod = {
    module: null,
    go: null,
    toolchain: null,
    require: [],
    replace: [],
    tool: [],
    godebug: [],
    ignore: [],
  };
  expect(parseGoMod('', 'go.mod')).toEqual(nothing);
});

test.each([
  ['toolchain go1.23-bigcorp', '1.23'],
  ['toolchain go1.23.4-bigcorp // theirs', '1.23.4'],
  ['toolchain default', 'default'],
])('%s is version %s', (line, version) => {
  expect(parseGoMod(`${line}\n`, 'go.mod').toolchain).toEqual({ version, line: 1 });
});

test('every problem is told at once, with file and line', () => {
  const text = 'module a.b/c\nfoo bar\ngo 1.x\nrequire (\n\ta.b/d master\n\ta.b/e v2.0.0\n)\nuse ./x\n';
  expect(() => parseGoMod(text, '/src/shop/go.mod')).toThrow(
    new InputError(
      [
        { line: 2, message: 'unknown directive: foo' },
        { line: 3, message: "invalid go version '1.x': must match format 1.23.0" },
        { line: 5, message: 'require a.b/d: version "master" invalid: must be of the form v1.2.3' },
        { line: 6, message: 'require a.b/e: version "v2.0.0" invalid: should be v0 or v1, not v2' },
        { line: 8, message: 'unknown directive: use' },
      ].map(({ line, message }) => ({ message, location: { file: '/src/shop/go.mod', line } })),
    ),
  );
});

const major = fc.nat(3);
const rest = fc.tuple(fc.nat(40), fc.nat(40), fc.constantFrom('', '-rc.1', '-0.20260102150405-abcdef123456'));
// A last element v0, v1, v2 … is a major version, which Go compares with the version.
const word = fc.stringMatching(/^[a-z0-9_~-]{1,8}$/).filter((text) => !/^v\d+$|~\d+$/.test(text));
const moduleVersion = fc.tuple(word, major, rest).map(([name, number, [minor, patch, suffix]]) => ({
  path: number < 2 ? `example.com/${name}` : `example.com/${name}/v${number}`,
  version: `v${number}.${minor}.${patch}${suffix}`,
}));
const version = fc.tuple(fc.nat(30), fc.nat(9)).map(([minor, patch]) => `1.${minor}.${patch}`);
const replacement = fc.oneof(
  moduleVersion.map((to) => ({ newPath: to.path, newVersion: to.version })),
  fc
    .string({ unit: fc.constantFrom(...'aß日 "\'\t\\/(,`') })
    .map((dir) => ({ newPath: `./${dir}x`, newVersion: null })),
);
const declarations = fc.record({
  module: fc.option(moduleVersion.map(({ path }) => path)),
  go: fc.option(version),
  toolchain: fc.option(fc.oneof(version, fc.constant('default'))),
  require: fc.array(fc.tuple(moduleVersion, fc.boolean())),
  replace: fc.array(fc.tuple(moduleVersion, fc.boolean(), replacement)),
  tool: fc.array(word.map((name) => `example.com/cmd/${name}`)),
  newline: fc.constantFrom('\n', '\r\n'),
  blocks: fc.boolean(),
});

test('what is rendered is read back', () => {
  fc.assert(
    fc.property(declarations, ({ module, go, toolchain, require, replace, tool, newline, blocks }) => {
      const lines: string[] = [];
      const add = (text: string) => lines.push(text);
      const addAll = <Item, Read>(
        verb: string,
        items: readonly Item[],
        render: (item: Item) => [string, Read],
      ) => {
        if (blocks && items.length > 0) add(`${verb} ( // several`);
        const read = items.map((item) => {
          const [text, declared] = render(item);
          return { ...declared, line: add(blocks ? `\t${text}` : `${verb} ${text}`) };
        });
        if (blocks && items.length > 0) add(')');
        return read;
      };
      if (module !== null) add(`module ${module}`);
      const expected: GoMod = {
        module,
        go: go === null ? null : { version: go, line: add(`go ${go}`) },
        toolchain:
          toolchain === null
            ? null
            : {
                version: toolchain,
                line: add(`toolchain ${toolchain === 'default' ? toolchain : `go${toolchain}`}`),
              },
        require: addAll('require', require, ([{ path, version: required }, indirect]) => [
          `${path} ${required}${indirect ? ' // indirect' : ''}`,
          { path, version: required, indirect },
        ]),
        replace: addAll('replace', replace, ([{ path, version: replaced }, every, to]) => [
          `${path}${every ? '' : ` ${replaced}`} => ${JSON.stringify(to.newPath)} ${to.newVersion ?? ''}`,
          { path, version: every ? null : replaced, ...to },
        ]),
        tool: addAll('tool', tool, (path) => [path, { path }]),
        godebug: [],
        ignore: [],
      };
      const [firstTool] = expected.tool;
      const oldest =
        firstTool !== undefined
          ? { version: '1.24', line: firstTool.line }
          : expected.toolchain === null
            ? undefined
            : { version: '1.21', line: expected.toolchain.line };
      expect(parseGoMod(lines.map((line) => line + newline).join(''), 'go.mod')).toEqual({
        ...expected,
        oldest,
      });
    }),
  );
});

test('no text makes it throw anything but an InputError', () => {
  const piece = fc.constantFrom(
    ...[
      'module',
      'go',
      'require',
      'replace',
      'retract',
      'tool',
      'a.b/c',
      'v1.2.3',
      '=>',
      './x',
      '1.22',
      '__proto__',
    ],
    ...[
      '(',
      ')',
      '[',
      ']',
      ',',
      '"',
      '`',
      "'",
      '\\',
      '//',
      '/*',
      ' ',
      '\t',
      '\r',
      '\n',
      '\n',
      '\0',
      '\ufeff',
      '\ud800',
      '😀',
    ],
  );
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: piece }), fc.string({ unit: 'binary' })), (text) => {
      try {
        parseGoMod(text, 'go.mod');
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }),
    { numRuns: propertyRuns(1000) },
  );
});

test.each([
  'a',
  '(',
  '"a"',
  '"\\',
  '/',
  '// x\n',
  '\n',
  ' ',
  '\r',
  'a\n',
  'require a.b/c v1.2.3 // indirect\n',
  'require (\n',
  '/v1',
  '😀',
])('a megabyte of %j is read in time', { timeout: 5000 }, (piece) => {
  const text = `module a.b/c\nrequire ${piece.repeat(1_000_000 / piece.length)}`;
  try {
    parseGoMod(text, 'go.mod');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
  }
});
