import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createHost } from '../../src/host/create-host.ts';
import { inputsUnchanged, mergeInputs } from '../../src/host/inputs.ts';
import { noTelemetry } from '../../src/telemetry/no-telemetry.ts';
import { tempProject } from '../support/run-cli.ts';

const HEADER = 'package a\n\nimport "fmt"\n';

function look() {
  const dir = tempProject({ 'a.go': `${HEADER}\nfunc f() { fmt.Println() }\n`, 'sub/b.go': 'package b\n' });
  const host = createHost({ env: {}, projectDir: dir, online: false, timeoutMs: 1_000, tracer: noTelemetry });
  host.packageEntries(dir);
  host.header(join(dir, 'a.go'));
  return { dir, inputs: host.inputs(), host };
}

describe('what leaves a package as it is', () => {
  test.each<readonly [string, (dir: string) => void]>([
    ['another body', (dir) => writeFileSync(join(dir, 'a.go'), `${HEADER}\nfunc f() {}\n`)],
    [
      'the file anew',
      (dir) => {
        writeFileSync(join(dir, 'a.go~'), `${HEADER}\nvar x int\n`);
        renameSync(join(dir, 'a.go~'), join(dir, 'a.go'));
      },
    ],
    ['a note', (dir) => writeFileSync(join(dir, 'README.md'), 'x')],
    ['a directory that go list passes over', (dir) => mkdirSync(join(dir, 'testdata'))],
  ])('%s', (_, change) => {
    const { dir, inputs } = look();
    change(dir);
    expect(inputsUnchanged(inputs)).toBe(true);
  });
});

describe('what changes a package', () => {
  test.each<readonly [string, (dir: string) => void]>([
    ['an import', (dir) => writeFileSync(join(dir, 'a.go'), `package a\n\nimport "os"\n\nfunc f() {}\n`)],
    ['a build constraint', (dir) => writeFileSync(join(dir, 'a.go'), `//go:build x\n\n${HEADER}`)],
    [
      'a #cgo line',
      (dir) => writeFileSync(join(dir, 'a.go'), `${HEADER}\n// #cgo LDFLAGS: -lm\nimport "C"\n`),
    ],
    ['a file more', (dir) => writeFileSync(join(dir, 'c.go'), 'package a\n')],
    ['a file less', (dir) => rmSync(join(dir, 'a.go'))],
    ['a test', (dir) => writeFileSync(join(dir, 'a_test.go'), 'package a\n')],
    [
      'an embedded file',
      (dir) => writeFileSync(join(dir, 'a.go'), `${HEADER}\n//go:embed x\nvar x string\n`),
    ],
    ['a profile', (dir) => writeFileSync(join(dir, 'default.pgo'), '')],
    ['a module of its own', (dir) => writeFileSync(join(dir, 'go.mod'), 'module b\n')],
    ['a directory more', (dir) => mkdirSync(join(dir, 'c'))],
    ['a directory less', (dir) => rmSync(join(dir, 'sub'), { recursive: true })],
  ])('%s', (_, change) => {
    const { dir, inputs } = look();
    change(dir);
    expect(inputsUnchanged(inputs)).toBe(false);
  });
});

test('of two looks at one directory the one that saw more counts', () => {
  const { dir, host } = look();
  const presence = createHost({
    env: {},
    projectDir: dir,
    online: false,
    timeoutMs: 1_000,
    tracer: noTelemetry,
  });
  presence.stat(dir);
  expect(mergeInputs(host.inputs(), presence.inputs())).toEqual(host.inputs());
  expect(mergeInputs(presence.inputs(), host.inputs())[dir]).toBe(host.inputs()[dir]);
  host.list(dir);
  writeFileSync(join(dir, 'README.md'), 'x');
  expect(inputsUnchanged(host.inputs())).toBe(false);
});
