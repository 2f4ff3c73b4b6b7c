import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importsC, isAdmitted } from '../../src/domain/build-constraint.ts';
import { goSourceHeader } from '../../src/domain/go-source-header.ts';

/** Files by name, with what stands before their package clause. */
const FILES: Readonly<Record<string, string>> = {
  'plain.go': '',
  'linux.go': '',
  'x_linux.go': '',
  'x_windows.go': '',
  'x_amd64.go': '',
  'x_linux_arm64.go': '',
  'x_linux_amd64.go': '',
  'x_windows_amd64.go': '',
  'x_linux_foo.go': '',
  'ignored.go': '//go:build ignore\n',
  'cgo.go': '//go:build cgo\n',
  'nocgo.go': '//go:build !cgo\n',
  'unix.go': '//go:build unix && cgo\n',
  'either.go': '//go:build windows || (linux && !arm64)\n',
  'neither.go': '//go:build !(linux || darwin)\n',
  'tagged.go': '//go:build special\n',
  'untagged.go': '//go:build !special && gc\n',
  'newer.go': '//go:build go1.99\n',
  'older.go': '//go:build go1.18 && !go1.99\n',
  'commented.go': '// Copyright\n\n//go:build !linux\n',
  'old.go': '// +build linux,cgo darwin\n// +build !ignore\n',
  'oldnot.go': '// +build windows darwin\n',
  'late.go': '',
};

test('files are admitted as Go admits them, with and without a tag, for other systems too', () => {
  const dir = mkdtempSync(join(tmpdir(), 'godrift-test-'));
  const texts = Object.entries(FILES).map(
    ([name, top]) =>
      [name, `${top}\npackage m\n${name === 'late.go' ? '\n//go:build ignore\n' : ''}`] as const,
  );
  writeFileSync(join(dir, 'go.mod'), 'module m\n\ngo 1.17\n');
  for (const [name, text] of texts) writeFileSync(join(dir, name), text);
  const version = execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' }).trim().slice(2);
  for (const [goos, goarch, tags] of [
    ['linux', 'amd64', ''],
    ['linux', 'amd64', 'special'],
    ['windows', 'amd64', ''],
    ['darwin', 'arm64', 'special,other'],
    ['linux', 'arm64', ''],
  ] as const) {
    const listed = execFileSync('go', ['list', `-tags=${tags}`, '-f', '{{join .GoFiles " "}}', '.'], {
      cwd: dir,
      encoding: 'utf8',
      env: {
        ...process.env,
        GOOS: goos,
        GOARCH: goarch,
        CGO_ENABLED: '1',
        GOTOOLCHAIN: 'local',
        GOFLAGS: '',
      },
    });
    const context = { goos, goarch, version, tags: tags.split(','), cgo: true };
    expect([
      goos,
      goarch,
      tags,
      texts
        .filter(([name, text]) => isAdmitted(name, goSourceHeader(text), context))
        .map(([name]) => name)
        .sort(),
    ]).toEqual([goos, goarch, tags, listed.trim().split(' ').sort()]);
  }
  rmSync(dir, { recursive: true });
});

test.each([
  ['package m\n\n// int x;\nimport "C"\n', true],
  ['package m\n\n/*\nint f(void) { return 1; }\n*/\nimport "C"\n', true],
  ['package m\n\nimport (\n\t"fmt"\n\t"C"\n)\n', true],
  ['package m\n\n// import "C"\nimport "fmt"\n', false],
  ['package m\n\nimport "fmt"\n\nvar x = `import "C"`\n', false],
])('%j', (text, expected) => {
  expect(importsC(goSourceHeader(text))).toBe(expected);
});
