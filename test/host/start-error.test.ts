import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createHost } from '../../src/host/create-host.ts';
import { startError } from '../../src/host/start-error.ts';
import { SILENT } from '../dimensions/tools/silent-tracer.ts';
import { fileDirectories } from '../support/file-directories.ts';
import { prepareToolchains } from '../support/prepare.ts';
import { sdkEnv, sdkRoot } from '../support/sdks.ts';

const SDKS = ['go1.20.14', 'go1.27.4'] as const;
prepareToolchains(...SDKS);
const directory = fileDirectories();

/** Contents of an executable file; DIR is its directory, which has `starts` and `text` too. */
const PROGRAMS = [
  'hello\n',
  '',
  '#!/nowhere/sh\nexec "$@"\n',
  '#!/bin/sh\r\nexec "$@"\r\n',
  '#!  \nexec "$@"\n',
  '#!/etc/passwd\n',
  '#!/etc\n',
  '#!DIR/text\n',
  '#!DIR/gone\n',
  '#!DIR/starts\n',
  '#! \t/bin/sh -e\nexec "$@"\n',
  '#!/usr/bin/env nosuch\n',
  '#!/bin/sh',
] as const;

// Elsewhere the kernel has other rules, and startError says nothing.
describe.runIf(process.platform === 'linux').each(SDKS)('%s', (sdk) => {
  test.concurrent.each(PROGRAMS)('%j: what Go says that does not start', async (text) => {
    const files = { text: 'hello\n', gone: '#!/nowhere/sh\n', starts: '#!/bin/sh\nshift\nexec "$@"\n' };
    const dir = directory({
      'go.mod': 'module m\n\ngo 1.18\n',
      'main.go': 'package main\n\nfunc main() {}\n',
      ...files,
    });
    const bin = directory(files);
    const program = join(directory({ program: text.replace('DIR', bin) }), 'program');
    for (const path of [program, ...Object.keys(files).map((name) => join(bin, name))])
      chmodSync(path, 0o755);
    const env = sdkEnv(join(sdkRoot(sdk), 'bin'), directory());
    const { stderr } = spawnSync('go', ['build', '-toolexec', program, '-o', '/dev/null', '.'], {
      cwd: dir,
      env,
      encoding: 'utf8',
    });
    const host = createHost({ env, projectDir: dir, online: false, timeoutMs: 30_000, tracer: SILENT });
    const why = startError(host, program);
    expect([text, why]).toEqual([text, /fork\/exec .*/.exec(stderr)?.[0].trim() ?? null]);
    expect(Object.keys(host.inputs())).toContain(program);
  });
});
