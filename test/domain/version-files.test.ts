import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { declareVersion } from '../../src/domain/declare-version.ts';
import type { VersionSource } from '../../src/domain/declared.ts';
import { formatProblem, InputError } from '../../src/domain/errors.ts';
import { goVersionFile } from '../../src/domain/version-files/go-version-file.ts';
import { miseToml } from '../../src/domain/version-files/mise-toml.ts';
import { toolVersions } from '../../src/domain/version-files/tool-versions.ts';
import type { WrittenVersion } from '../../src/domain/version-files/written-version.ts';
import { propertyRuns } from '../support/property-runs.ts';

const FILE = '/src/shop/file';
const LINUX = { platform: 'linux', arch: 'x64' } as const;
type Read = (text: string) => readonly WrittenVersion[];

const READERS: Readonly<Record<'.go-version' | '.tool-versions' | 'mise.toml', Read>> = {
  '.go-version': (text) => goVersionFile(text, FILE),
  '.tool-versions': (text) => toolVersions(text, FILE),
  'mise.toml': (text) => miseToml(text, FILE, LINUX),
};

/** `version@line`, `none: text@line`, the problems, or null where it says nothing of Go. */
async function declared(source: keyof typeof READERS, text: string): Promise<string | null> {
  try {
    const written = READERS[source](text);
    if (written.length === 0) return null;
    const declaration = await declareVersion(source satisfies VersionSource, written, FILE);
    expect(declaration).toMatchObject({ source, location: { file: FILE } });
    const { line } = declaration.location;
    if ('text' in declaration) return `none: ${declaration.text}@${line}`;
    expect(declaration.kind).toBe('exact');
    const all = [declaration, ...(declaration.fallbacks ?? [])];
    return `${all.map(({ version, range }) => (range === undefined ? version : `range ${version}`)).join(', ')}@${line}`;
  } catch (error) {
    if (error instanceof InputError) return error.problems.map(formatProblem).join('\n');
    throw error;
  }
}

describe('.go-version', () => {
  test.each([
    ['1.22.3\n', '1.22.3@1'],
    ['1.22', '1.22@1'],
    ['go1.23rc1\n', '1.23rc1@1'],
    ['v1.22.3\r\n', '1.22.3@1'],
    ['# the one\r\n\r\n  1.22.3 and more # words\n1.21\n', '1.22.3@3'],
    ['1.22.3:1.21.0\n', '1.22.3@1'],
    ['1.22#pinned', '1.22@1'],
    ['\ufeff1.22\n', '1.22@1'],
    ['1.27.0-rc.1\n', '1.27rc1@1'],
    ['1.27.0-beta1', '1.27beta1@1'],
    ['1.26.x', 'range 1.26.x@1'],
    ['1.26.*\n', 'range 1.26.*@1'],
    ['1.x', 'range 1.x@1'],
    ['^1.26', 'range ^1.26@1'],
    ['~1.25.0', 'range ~1.25.0@1'],
    ['>=1.25.0', 'range >=1.25.0@1'],
    ['>=1.24 <1.27 # two\r\n', 'range >=1.24 <1.27@1'],
    ['1.24 - 1.26', 'range 1.24 - 1.26@1'],
    ['1.24.x || >=1.26\n', 'range 1.24.x || >=1.26@1'],
    ['>=1.27rc1', 'range >=1.27rc1@1'],
    ['system', 'none: system@1'],
    ['\nlatest\n', 'none: latest@2'],
    ['stable', 'none: stable@1'],
    ['oldstable', 'none: oldstable@1'],
    ['system:1.22', 'none: system@1'],
    ['', `${FILE}: has no version`],
    ['\n# nothing\n', `${FILE}: has no version`],
    ['banana', `${FILE}:1: "banana" is not a Go version`],
    ['1.22.3rc1', `${FILE}:1: "1.22.3rc1" is not a Go version`],
    ['1.27.1-rc.1', `${FILE}:1: "1.27.1-rc.1" is not a Go version`],
    ['>=1.25 <banana', `${FILE}:1: ">=1.25 <banana" is not a Go version`],
    [':1.22', `${FILE}:1: "" is not a Go version`],
    [
      '<<<<<<< HEAD\n1.22\n',
      `${FILE}:1: "<<<<<<< HEAD" is not a Go version (file has an unresolved merge conflict?)`,
    ],
  ])('%j declares %s', async (text, expected) => expect(await declared('.go-version', text)).toBe(expected));
});

describe('.tool-versions', () => {
  test.each([
    ['golang 1.22.3\n', '1.22.3@1'],
    ['nodejs 24.0.0\r\ngo 1.22\r\n', '1.22@2'],
    ['# golang 1.20\ngolang 1.22.3 1.21.0 # falls back\ngo 1.19\n', '1.22.3, 1.21.0@2'],
    ['golang prefix:1.26', '1.26@1'],
    ['golang latest:1.26', '1.26@1'],
    ['golang >=1.24 <1.27 # one range', 'range >=1.24 <1.27@1'],
    ['golang 1.26.x 1.25.4', 'range 1.26.x, 1.25.4@1'],
    ['', null],
    ['nodejs 24.0.0\n', null],
    ['gopls 0.16.1\n', null],
    ['golang system 1.22\n', 'none: system 1.22@1'],
    ['golang 1.22 system\n', 'none: 1.22 system@1'],
    ['go ref:master', 'none: ref:master@1'],
    ['go path:~/go', 'none: path:~/go@1'],
    ['go latest', 'none: latest@1'],
    ['golang\n', `${FILE}:1: golang has no version`],
    ['\ngo # 1.22\n', `${FILE}:2: go has no version`],
    ['golang 1.22 banana', `${FILE}:1: "banana" is not a Go version`],
  ])('%j declares %s', async (text, expected) =>
    expect(await declared('.tool-versions', text)).toBe(expected),
  );
});

describe('mise.toml', () => {
  test.each([
    ['[tools]\ngo = "1.22"\n', '1.22@2'],
    ['\ufeff[tools]\ngo = "1.22"\n', '1.22@2'],
    ['[env]\r\ngo = "x"\r\n[tools]\r\nnode = "24"\r\n"go" = \'1.22.3\' # pinned\r\n', '1.22.3@5'],
    ['[tools]\ngo = ["1.22.3", "1.21"]\n', '1.22.3@2'],
    ['[tools]\ngo = [\n  { version = "1.22.3" },\n]\n', '1.22.3@3'],
    ['[tools]\n# go = "1.20"\ngo = { version = "go1.22.3", os = ["linux"] }\n', '1.22.3@3'],
    ['[tools.go]\nversion = "1.22.3"\n', '1.22.3@2'],
    ['[[tools.go]]\nversion = "1.22.3"\n[[tools.go]]\nversion = "1.21.0"\n', '1.22.3@2'],
    ['tools.golang = "v1.22"\n', '1.22@1'],
    ['tools.go.version = """1.22"""\n', '1.22@1'],
    ['[tools]\ngo = "1.2\\u0032"\n', '1.22@2'],
    ['\ntools = { node = "24", "core:go" = "1.22" }\n', '1.22@2'],
    ['[tools]\ngo = "prefix:1.26"\n', '1.26@2'],
    ['[tools]\ngo = { prefix = "1.26" }\n', '1.26@2'],
    // mise takes the name that is written last.
    ['[tools]\ngo = "1.26.9"\ngolang = "1.25.4"\n', '1.25.4@3'],
    ['[tools]\ngolang = "1.25.4"\ngo = "1.26.9"\n', '1.26.9@3'],
    [
      '[tools]\ngo = [{ version = "1.22", os = ["macos"] }, { version = "1.23", os = "linux/x64" }]\n',
      '1.23@2',
    ],
    ['[tools]\ngo = { version = "1.22", os = ["windows", "linux/arm64"] }\n', null],
    ['[tools]\ngo = { version = "1.22", os = [] }\n', null],
    ['[tools]\ngo = []\n', null],
    ['', null],
    ['go = "1.22"\n', null],
    ['tools = "go"\n', null],
    ['[tools]\nnode = "24"\n', null],
    ['[tools]\n__proto__ = { go = "1.22" }\n', null],
    ['[tools]\ngo = "latest"\n', 'none: latest@2'],
    ['[tools]\ngo = "sub-1:latest"\n', 'none: sub-1:latest@2'],
    ['[tools]\ngo = ["system", "1.22"]\n', 'none: system@2'],
    ['[tools]\ngo = "ref:master"\n', 'none: ref:master@2'],
    ['[tools]\ngo = { ref = "master" }\n', 'none: ref:master@2'],
    ['[tools]\ngo = { path = "/opt/go" }\n', 'none: path:/opt/go@2'],
    ['[tools]\ngo = "{{ env.GO }}"\n', 'none: {{ env.GO }}@2'],
    ['[tools]\n\ngo = "1.y"\n', `${FILE}:3: "1.y" is not a Go version`],
    ['[tools]\ngo = ""\n', `${FILE}:2: "" is not a Go version`],
    ['[tools]\ngo = 1.20\n', `${FILE}:2: tools.go must be a version in quotes`],
    ['[tools]\ngo = [\n"1.20",\n1]\n', `${FILE}:4: tools.go must be a version in quotes`],
    ['[tools]\ngo = { os = ["linux"] }\n', `${FILE}:2: tools.go must have one version`],
    ['[tools]\ngo = { version = "1", ref = "a" }\n', `${FILE}:2: tools.go must have one version`],
    ['[tools]\ngo = "1.22\n', `${FILE}:2: is not valid TOML: Unterminated string constant`],
    [
      '[tools]\ngo = "1.22"\ngo = "1.23"\n',
      `${FILE}:3: is not valid TOML: Defining a key multiple times is invalid`,
    ],
    [`a = ${'['.repeat(20_000)}${']'.repeat(20_000)}`, `${FILE}: is not valid TOML`],
  ])('%j declares %s', async (text, expected) => expect(await declared('mise.toml', text)).toBe(expected));
});

const TEXTS: readonly (readonly [keyof typeof READERS, string, readonly string[]])[] = [
  ['.go-version', '\ufeff# é\n v1.22:1.21 x\r\n', ['v1.22']],
  ['.go-version', '>=1.24 <1.27\t# é', ['>=1.24 <1.27']],
  ['.tool-versions', 'node é\r\n\tgolang\t1.22  1.21# é\r\n', ['1.22', '1.21']],
  ['mise.toml', "\ufeff# é\r\n[tools]\r\ngo = [ \"go1.22\" , '''1.21''' ]", ['go1.22', '1.21']],
  ['mise.toml', '[tools]\ngo = """\n1.22"""', ['\n1.22']],
];
test.each(TEXTS)('the positions of %s %j are those of the versions', (source, text, versions) => {
  const slices = (content: string) =>
    READERS[source](content).map(({ start, end }) => content.slice(start, end));
  expect(slices(text)).toEqual(versions);
  // The bytes as Latin-1: what an edit works on.
  expect(slices(Buffer.from(text).toString('latin1'))).toEqual(versions);
});

test.each(Object.entries(READERS))('no %s makes it throw anything but an InputError', async (source) => {
  const piece = fc.constantFrom(
    ...'[]{}="\'.,#: \t\r\n\\0123<>^~*|-x',
    'tools',
    'go',
    'golang',
    '1.22',
    'version',
    'os',
    '__proto__',
    'a',
  );
  const texts = fc.oneof(fc.string({ unit: piece, maxLength: 40 }), fc.string({ unit: 'binary' }));
  await fc.assert(
    fc.asyncProperty(texts, async (text) => void (await declared(source as keyof typeof READERS, text))),
    { numRuns: propertyRuns(1000) },
  );
});

test.each(['a', '# x\n', '1.22 ', 'go ', '[', '[a', '{a=', 'a.', '"', '\n', 'go = 1\n', '[tools]\n'])(
  'a megabyte of %j is read in time',
  { timeout: 30_000 },
  async (piece) => {
    const text = piece.repeat(1_000_000 / piece.length);
    for (const source of ['.go-version', '.tool-versions', 'mise.toml'] as const)
      await declared(source, text);
  },
);
