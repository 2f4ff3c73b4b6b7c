import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseProjectConfig } from '../../../src/config/project-config.ts';
import { declareVersion } from '../../../src/domain/declare-version.ts';
import type { VersionSource } from '../../../src/domain/declared.ts';
import { goVersionFile } from '../../../src/domain/version-files/go-version-file.ts';
import { miseToml } from '../../../src/domain/version-files/mise-toml.ts';
import { toolVersions } from '../../../src/domain/version-files/tool-versions.ts';
import { editVersionFile } from '../../../src/rollback/sdk/edit-version-file.ts';

const FILE = '/m/file';
const TO = '1.26.8';

function edited(source: VersionSource, text: string, version = TO): string {
  const latin1 = Buffer.from(text).toString('latin1');
  const after = editVersionFile({ source, file: FILE, latin1 }, version);
  return Buffer.from(after, 'latin1').toString();
}

/** What the edited text declares, as `check` reads it. */
async function declaredIn(source: VersionSource, text: string): Promise<string | null> {
  if (source === 'godrift.yaml') return parseProjectConfig(text, FILE).config.go ?? null;
  const written =
    source === '.go-version'
      ? goVersionFile(text, FILE)
      : source === '.tool-versions'
        ? toolVersions(text, FILE)
        : miseToml(text, FILE, process);
  const declaration = await declareVersion(source, written, FILE);
  return 'version' in declaration ? declaration.version : null;
}

/** `«…»` is the version before, which the edit replaces. */
const TEXTS: readonly (readonly [VersionSource, string])[] = [
  ['.go-version', '«1.25.4»\n'],
  ['.go-version', '\ufeff# 1.25.4 é\r\n  go«1.25.4» # 1.25.4\r\n1.25.4\r\n'],
  ['.go-version', '«1.25.4»:1.24.0'],
  ['.go-version', '«>=1.24 <1.26» # é'],
  ['.go-version', 'v«1.25»'],
  ['.go-version', '«1.25.x»\n'],
  ['.tool-versions', 'nodejs 1.25.4\ngolang «1.25.4» # golang 1.25.4\nrust 1.25.4\n'],
  ['.tool-versions', '# golang 1.25.4 é\r\n\tgo  «1.25.4»  1.24.0\r\n'],
  ['.tool-versions', 'golang «prefix:1.25»'],
  ['mise.toml', 'tools = { node = "1.25.4", go = "«1.25.4»" }\n'],
  ['mise.toml', '[tools]\nnode = "1.25.4"\ngo = "«1.25.4»"\n'],
  ['mise.toml', '[tools.go]\nversion = "«1.25.4»"\n'],
  ['mise.toml', '[tools]\ngo = [\n  "«1.25.4»", # 1.25.4\n  "1.24.0",\n]\n'],
  ['mise.toml', '[tools]\ngo = [\n  { version = "«1.25.4»" },\n  "1.25.4",\n]\n'],
  ['mise.toml', '[tools]\ngo = { version = "«1.25.4»", os = ["linux", "macos"] }\n'],
  ['mise.toml', '[tools]\ngo = { os = ["linux", "macos"], version = "«1.25.4»" } # 1.25.4\n'],
  ['mise.toml', '[tools]\r\n# go = "1.25.4" é\r\n"go" = \'«1.25.4»\'\r\n'],
  ['mise.toml', 'tools.go = "«1.25.4»"\n'],
  ['mise.toml', 'tools.go.version = """«1.25.4»"""\n'],
  ['mise.toml', '[tools]\n"core:go" = "go«1.25.4»"\n'],
  ['mise.toml', '[[tools.go]]\nversion = "«1.25.4»"\n[[tools.go]]\nversion = "1.24.0"\n'],
  ['mise.toml', '[tools]\ngo = "«prefix:1.25»"\n'],
  ['mise.toml', '[tools]\ngo = { prefix = "«1.25»" }\n'],
  ['mise.toml', '[tools]\ngo = "«1.2\\u0035»"\n'],
  ['mise.toml', '[tools]\ngolang = "1.25.4"\ngo = "«1.25.4»"\n[env]\ngo = "1.25.4"\n'],
  ['godrift.yaml', 'go: «1.25» # 1.25\n'],
  ['godrift.yaml', '# é\r\nproject: "1.25"\r\ngo: "«1.25»"\r\ntools: { gopls: 1.25 }\r\n'],
  ['godrift.yaml', "{ project: é, go: 'go«1.25.4»' }\n"],
  ['godrift.yaml', '\ufeffgo: «1.25.4»'],
];

test.each(TEXTS)('%s: of %j only the version is replaced', async (source, marked) => {
  const [head = '', , tail = ''] = marked.split(/[«»]/);
  const before = marked.replaceAll(/[«»]/g, '');
  const after = edited(source, before);
  expect(after).toBe(head + TO + tail);
  expect(await declaredIn(source, after)).toBe(TO);
  expect(edited(source, after)).toBe(after);
});

test('bytes that are not UTF-8 stay as they are', () => {
  const latin1 = '# caf\xe9 \xff\n[tools]\ngo = "1.25.4" # \x80\n';
  expect(editVersionFile({ source: 'mise.toml', file: FILE, latin1 }, TO)).toBe(latin1.replace('1.25.4', TO));
});

describe('what cannot be replaced in place is refused, with file and line', () => {
  test.each<[VersionSource, string, string]>([
    ['.go-version', '# nothing\n', `${FILE}: has no version`],
    ['.tool-versions', 'nodejs 24\n', `${FILE}: has no version of Go that could be replaced`],
    ['mise.toml', '[tools]\ngo = 1.25\n', `${FILE}:2: tools.go must be a version in quotes`],
    ['mise.toml', '[tools]\nnode = "1.25.4"\n', `${FILE}: has no version of Go that could be replaced`],
    ['mise.toml', '[tools\n', `${FILE}:2: is not valid TOML: Unterminated table-key`],
    ['godrift.yaml', 'project: a\n', `${FILE}: has no version of Go that could be replaced`],
    [
      'godrift.yaml',
      'project: &v a\n\ngo: *v\n',
      `${FILE}:3: go: is an alias or a block, which cannot be replaced in place`,
    ],
    [
      'godrift.yaml',
      'go: >-\n  1.25\n',
      `${FILE}:1: go: is an alias or a block, which cannot be replaced in place`,
    ],
    ['go.mod', 'module m\n', `${FILE}: has no version of Go that could be replaced`],
  ])('%s %j', (source, text, message) => {
    expect(() => edited(source, text)).toThrow(message);
  });
});

test('in a mise.toml of any tools in any form and order, no other byte changes', async () => {
  const version = fc.constantFrom('1.25.4', '1.24', 'prefix:1.23', '~1.25.0');
  const quoted = fc
    .tuple(version, fc.constantFrom('"', "'", '"""', "'''"))
    .map(([text, quote]) => `${quote}${text}${quote}`);
  const end = fc.constantFrom('\n', '\r\n');
  const value = fc.oneof(
    quoted,
    quoted.map((text) => `{ version = ${text}, postinstall = "echo 1.25.4" }`),
    fc.tuple(quoted, quoted, end).map(([a, b, newline]) => `[${newline}  ${a}, # 1.25.4${newline}  ${b}]`),
    quoted.map((text) => `[{ version = ${text} }]`),
  );
  const tool = (name: string) => value.map((text) => `${name} = ${text}`);
  const goName = fc.constantFrom('go', '"go"', 'golang', '"core:go"', "'go'");
  const others = fc
    .tuple(tool('node'), tool('python'), tool('"go:example.com/go"'))
    .chain((lines) => fc.shuffledSubarray([...lines]));
  const table = fc.tuple(others, goName.chain(tool), fc.nat(3), end).map(([rest, go, at, newline]) => {
    const lines = [...rest.slice(0, at), `«${go}»`, ...rest.slice(at)];
    return ['# 1.25.4 é', '[env]', 'go = "1.25.4"', '[tools]', ...lines, '[settings]', 'x = 1', ''].join(
      newline,
    );
  });
  await fc.assert(
    fc.asyncProperty(table, async (marked) => {
      const [head = '', go = '', tail = ''] = marked.split(/[«»]/);
      const after = edited('mise.toml', head + go + tail);
      expect(after.startsWith(head) && after.endsWith(tail)).toBe(true);
      const changed = after.slice(head.length, after.length - tail.length);
      // The first quoted text of Go's own entry.
      const entry = go.slice(go.indexOf('='));
      const [first = ''] = /(?<=["'])(?:prefix:|~)?\d[\d.]*/.exec(entry) ?? [];
      expect(changed).toBe(go.slice(0, go.indexOf('=')) + entry.replace(first, TO));
      expect(await declaredIn('mise.toml', after)).toBe(TO);
    }),
  );
});
