import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { context } from '../../../src/dimensions/context/context.ts';
import { goArch, goOs } from '../../../src/dimensions/context/go-names.ts';
import { shellVersion } from '../../../src/dimensions/context/shell-version.ts';
import { CollectError } from '../../../src/domain/errors.ts';
import { createHost } from '../../../src/host/create-host.ts';
import { SILENT } from '../tools/silent-tracer.ts';
import { declare, PROJECT } from '../tools/tool-texts.ts';

const laboratory = mkdtempSync(join(tmpdir(), 'godrift-context-'));
afterAll(() => rmSync(laboratory, { recursive: true }));

const hasBash = spawnSync('/bin/bash', ['--version']).status === 0;

function hostWith(env: Readonly<Record<string, string>>) {
  return createHost({ env, projectDir: laboratory, online: false, timeoutMs: 10_000, tracer: SILENT });
}

test('the context says where this runs', async () => {
  const host = hostWith({
    HOME: '/nowhere',
    PATH: '',
    SHELL: '/bin/bash',
    CI: 'true',
    NVIM: '/run/nvim.7.0',
  });
  const { portable, local, origins } = await context.collect(host, PROJECT, declare({}));
  expect(portable).toMatchObject({
    'os.name': goOs(process.platform),
    arch: goArch(process.arch),
    'ci.name': 'CI',
    'ide.name': expect.stringMatching(/./),
    'shell.path': expect.stringMatching(/./),
    'os.version': expect.stringMatching(/./),
  });
  expect({ local, origins }).toEqual({ local: {}, origins: {} });
  expect(Object.keys(host.inputs()).filter((path) => path.startsWith('/proc/'))).toEqual([]);
});

test('the context is never a finding', () => {
  const facts = { portable: { arch: 'amd64' }, local: {}, origins: {} };
  const expected = context.expect(declare({}), PROJECT);
  expect(context.compare(expected, facts, { arch: 'arm64' })).toEqual([]);
  expect(context.judge({ key: 'arch', before: 'arm64', after: 'amd64' }, facts, expected)).toBe(null);
});

test.runIf(hasBash)('a shell tells its own version, and nothing of the environment reaches it', async () => {
  const told = execFileSync('/bin/bash', ['-c', 'echo $BASH_VERSION'], { encoding: 'utf8' });
  expect(told).toContain(await shellVersion(hostWith({}), '/bin/bash'));
  const spy = join(laboratory, 'bash');
  writeFileSync(spy, '#!/bin/sh\necho "fake 5.1.0"; env > "$0.env"\n');
  chmodSync(spy, 0o755);
  expect(await shellVersion(hostWith({ SECRET: 'hunter2' }), spy)).toBe('5.1.0');
  expect(execFileSync('cat', [`${spy}.env`], { encoding: 'utf8' })).not.toContain('hunter2');
});

test.each(['/usr/bin/dash', 'bash', '/tmp/evil'])('%s is not run', async (shell) => {
  const run = () => Promise.reject(new Error('it was'));
  expect(await shellVersion({ run }, shell)).toBe(null);
});

test('what cannot be told is left out', async () => {
  const fail = () => {
    throw new CollectError('permission', 'no');
  };
  const host = {
    ...hostWith({ SHELL: '/bin/bash' }),
    platform: 'darwin',
    readText: fail,
    stat: fail,
    run: fail,
  } as const;
  expect(await context.collect(host, PROJECT, declare({}))).toEqual({
    portable: { 'os.name': 'darwin', arch: goArch(process.arch), 'shell.path': '/bin/bash' },
    local: {},
    origins: {},
  });
});
