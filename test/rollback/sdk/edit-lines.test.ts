import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseGoMod } from '../../../src/domain/go-mod.ts';
import { withToolchainLine } from '../../../src/rollback/sdk/edit-lines.ts';
import { toolchainName } from '../../../src/rollback/sdk/toolchain-name.ts';

const TO = 'go1.25.4';

/** The text with the toolchain line where the parser finds it. */
function edited(text: string, to = TO): string | null {
  const { go, toolchain } = parseGoMod(text, '/go.mod');
  return withToolchainLine(text, { go: go?.line ?? null, toolchain: toolchain?.line ?? null }, to);
}

test.each([
  ['module m\n\ngo 1.20\n', 'module m\n\ngo 1.20\n\ntoolchain go1.25.4\n'],
  ['module m\ngo 1.20', 'module m\ngo 1.20\n\ntoolchain go1.25.4'],
  ['module m\r\ngo 1.20\r\n', 'module m\r\ngo 1.20\r\n\r\ntoolchain go1.25.4\r\n'],
  ['module m\n\ngo 1.20 // why\n', 'module m\n\ngo 1.20 // why\n\ntoolchain go1.25.4\n'],
  ['go 1.20\ntoolchain\tgo1.22.1 // why\n', 'go 1.20\ntoolchain\tgo1.25.4 // why\n'],
  ['go 1.20\r\ntoolchain  go1.22.1\r\n', 'go 1.20\r\ntoolchain  go1.25.4\r\n'],
  ['module m\n', null],
])('%j has then its toolchain line', (before, after) => {
  expect(edited(before)).toBe(after);
});

test('every other byte stays, and the parser finds the new version', () => {
  const end = fc.constantFrom('\n', '\r\n');
  const lines = fc.tuple(
    fc.array(fc.constantFrom('', '// go 1.1', 'require a.b/c v1.2.3', '\t// caf\xe9'), { maxLength: 4 }),
    fc.constantFrom('go 1.20', 'go 1.20 // \xff'),
    fc.array(fc.constantFrom('', 'toolchain go1.22.1', 'exclude a.b/c v1.2.3'), { maxLength: 1 }),
  );
  fc.assert(
    fc.property(lines, end, ([head, go, tail], newline) => {
      const text = [...head, go, ...tail, ''].join(newline);
      const after = edited(text) ?? '';
      expect(parseGoMod(after, '/go.mod')).toMatchObject({
        go: { version: '1.20' },
        toolchain: { version: '1.25.4' },
      });
      const others = (content: string) =>
        content.split('\n').filter((line) => !/^(?:toolchain|\r?$)/.test(line));
      expect(others(after)).toEqual(others(text));
      expect(edited(after)).toBe(after);
    }),
  );
});

test('the toolchain line is where `go mod edit -toolchain` puts it', () => {
  const text = 'module m\n\ngo 1.20\n\nrequire a.b/c v1.2.3\n';
  const go = spawnSync(
    'sh',
    [
      '-c',
      'd=$(mktemp -d) && cd "$d" && cat >go.mod && go mod edit -toolchain=go1.25.4 && cat go.mod; rm -r "$d"',
    ],
    {
      input: text,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: '/', GOTOOLCHAIN: 'local', GOENV: 'off' },
    },
  );
  expect(edited(text)).toBe(go.stdout);
});

test.each([
  ['go1.25.4', 'go1.25.4'],
  ['1.25.4', 'go1.25.4'],
  ['1.26rc1', 'go1.26rc1'],
  ['go1.20', 'go1.20'],
])('%s is the toolchain %s', (text, name) => {
  expect(toolchainName(text)).toBe(name);
});

test.each([
  ['latest', '"latest" is no Go version: use go1.25.4'],
  ['gogo1.25.4', '"gogo1.25.4" is no Go version: use go1.25.4'],
  ['1.go25', '"1.go25" is no Go version: use go1.25.4'],
  ['1.25', '1.25 is the language version, not a release: use go1.25.0 or a later one'],
  ['go1.21', 'go1.21 is the language version, not a release: use go1.21.0 or a later one'],
])('%s names no release', (text, message) => {
  expect(() => toolchainName(text)).toThrow(message);
});
