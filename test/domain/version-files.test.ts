import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VersionDeclaration, VersionSource } from '../../src/domain/declared.ts';
import { formatProblem, InputError } from '../../src/domain/errors.ts';
import { parseGoVersionFile, parseMiseToml, parseToolVersions } from '../../src/domain/version-files.ts';
import { propertyRuns } from '../support/property-runs.ts';

const FILE = '/src/shop/file';

function declared(source: VersionSource, version: string, line: number): VersionDeclaration {
  return { source, kind: 'exact', version, location: { file: FILE, line } };
}

function problemsOf(parse: () => unknown): readonly string[] {
  try {
    parse();
  } catch (error) {
    if (error instanceof InputError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

describe('.go-version', () => {
  test.each([
    ['1.22.3\n', '1.22.3', 1],
    ['1.22', '1.22', 1],
    ['go1.23rc1\n', '1.23rc1', 1],
    ['v1.22.3\r\n', '1.22.3', 1],
    ['# the one\r\n\r\n  1.22.3 and more # words\n1.21\n', '1.22.3', 3],
    ['1.22.3:1.21.0\n', '1.22.3', 1],
    ['1.22#pinned', '1.22', 1],
    ['\ufeff1.22\n', '1.22', 1],
  ])('%j declares %s at line %d', (text, version, line) => {
    expect(parseGoVersionFile(text, FILE)).toEqual(declared('.go-version', version, line));
  });

  test.each(['system', 'latest\n', 'system:1.22'])('%j declares no version', (text) => {
    expect(parseGoVersionFile(text, FILE)).toBeNull();
  });

  test.each([
    ['', `${FILE}: no version in it`],
    ['\n# nothing\n', `${FILE}: no version in it`],
    ['banana', `${FILE}:1: "banana" is no Go version`],
    ['\n1.x\n', `${FILE}:2: "1.x" is no Go version`],
    ['^1.22', `${FILE}:1: "^1.22" is no Go version`],
    ['1.22.3rc1', `${FILE}:1: "1.22.3rc1" is no Go version`],
    [':1.22', `${FILE}:1: "" is no Go version`],
  ])('%j is refused', (text, problem) => {
    expect(problemsOf(() => parseGoVersionFile(text, FILE))).toEqual([problem]);
  });
});

describe('.tool-versions', () => {
  test.each([
    ['golang 1.22.3\n', '1.22.3', 1],
    ['nodejs 24.0.0\r\ngo 1.22\r\n', '1.22', 2],
    ['# golang 1.20\ngolang 1.22.3 1.21.0 system # first wins\ngo 1.19\n', '1.22.3', 2],
  ])('%j declares %s at line %d', (text, version, line) => {
    expect(parseToolVersions(text, FILE)).toEqual(declared('.tool-versions', version, line));
  });

  test.each([
    '',
    'nodejs 24.0.0\n',
    'gopls 0.16.1\n',
    'golang system 1.22\n',
    'go ref:master',
    'go path:~/go',
    'go latest',
    'go latest:1.22',
  ])('%j declares no version', (text) => expect(parseToolVersions(text, FILE)).toBeNull());

  test.each([
    ['golang\n', `${FILE}:1: no version of golang`],
    ['\ngo # 1.22\n', `${FILE}:2: no version of go`],
    ['golang 1.x', `${FILE}:1: "1.x" is no Go version`],
  ])('%j is refused', (text, problem) => {
    expect(problemsOf(() => parseToolVersions(text, FILE))).toEqual([problem]);
  });
});

describe('mise.toml', () => {
  test.each([
    ['[tools]\ngo = "1.22"\n', '1.22', 2],
    ['[env]\r\ngo = "x"\r\n[tools]\r\nnode = "24"\r\n"go" = \'1.22.3\' # pinned\r\n', '1.22.3', 5],
    ['[tools]\ngo = ["1.22.3", "1.21"]\n', '1.22.3', 2],
    ['[tools]\ngo = [\n  { version = "1.22.3" },\n]\n', '1.22.3', 2],
    ['[tools]\n# go = "1.20"\ngo = { version = "go1.22.3", os = ["linux"] }\n', '1.22.3', 3],
    ['[tools.go]\nversion = "1.22.3"\n', '1.22.3', 1],
    ['tools.golang = "v1.22"\n', '1.22', 1],
    ['\ntools = { node = "24", "core:go" = "1.22" }\n', '1.22', 2],
  ])('%j declares %s at line %d', (text, version, line) => {
    expect(parseMiseToml(text, FILE)).toEqual(declared('mise.toml', version, line));
  });

  test.each([
    '',
    'go = "1.22"\n',
    'tools = "go"\n',
    '[tools]\nnode = "24"\n',
    '[tools]\n__proto__ = { go = "1.22" }\n',
    '[tools]\ngo = "latest"\n',
    '[tools]\ngo = ["system", "1.22"]\n',
    '[tools]\ngo = "ref:master"\n',
    '[tools]\ngo = "{{ env.GO }}"\n',
  ])('%j declares no version', (text) => expect(parseMiseToml(text, FILE)).toBeNull());

  test.each([
    ['[tools]\n\ngo = "1.x"\n', `${FILE}:3: "1.x" is no Go version`],
    ['[tools]\ngo = 1.20\n', `${FILE}:2: tools.go must be a version in quotes`],
    ['[tools]\ngo = []\n', `${FILE}:2: tools.go must be a version in quotes`],
    ['[tools]\ngo = { os = ["linux"] }\n', `${FILE}:2: tools.go must be a version in quotes`],
    [
      '[tools]\ngo = "1.22\n',
      `${FILE}:2: Invalid TOML document: control characters are not allowed in strings`,
    ],
    [
      '[tools]\ngo = "1.22"\ngo = "1.23"\n',
      `${FILE}:3: Invalid TOML document: trying to redefine an already defined table or value`,
    ],
  ])('%j is refused', (text, problem) => {
    expect(problemsOf(() => parseMiseToml(text, FILE))).toEqual([problem]);
  });
});

test.each([parseGoVersionFile, parseToolVersions, parseMiseToml])(
  'no text makes %o throw anything but an InputError',
  (parse) => {
    const piece = fc.constantFrom(
      ...'[]{}="\'.,#: \t\r\n\\0123',
      'tools',
      'go',
      'golang',
      '1.22',
      'version',
      '__proto__',
      'a',
    );
    const texts = fc.oneof(fc.string({ unit: piece, maxLength: 40 }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(texts, (text) => void problemsOf(() => parse(text, FILE))),
      { numRuns: propertyRuns(1000) },
    );
  },
);

test.each(['a', '# x\n', '1.22 ', 'go ', '[', '[a', '{a=', 'a.', '"', '\n', 'go = 1\n', '[tools]\n'])(
  'a megabyte of %j is read in time',
  { timeout: 10_000 },
  (piece) => {
    const text = piece.repeat(1_000_000 / piece.length);
    for (const parse of [parseGoVersionFile, parseToolVersions, parseMiseToml])
      problemsOf(() => parse(text, FILE));
  },
);
