import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCollecting } from '../support/collecting.ts';
import { hermeticEnv, tempProject } from '../support/run-cli.ts';

const root = join(import.meta.dirname, '../..');
const built = mkdtempSync(join(tmpdir(), 'godrift-'));
const executable = join(built, 'godrift');

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts/build-sea.mjs'), executable], { stdio: 'pipe' });
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

/** A host whose PATH has `go` and nothing else. */
function hostWithoutNode(): { readonly dir: string; readonly env: Record<string, string> } {
  const dir = tempProject();
  cpSync(join(root, 'test/fixtures/sample'), dir, { recursive: true });
  const bin = tempProject();
  symlinkSync(execFileSync('sh', ['-c', 'command -v go'], { encoding: 'utf8' }).trim(), join(bin, 'go'));
  return { dir, env: hermeticEnv({ PATH: bin }) };
}

test('one file checks, collects, and gives shells their hook, where there is no Node', async () => {
  const { dir, env } = hostWithoutNode();
  const run = (...args: readonly string[]) =>
    execa(executable, args, { cwd: dir, env, extendEnv: false, reject: false, stdin: 'ignore' });
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(await run('--version')).toMatchObject({ exitCode: 0, stdout: version, stderr: '' });
  const check = await run('check', '--json');
  expect({ ...JSON.parse(check.stdout), code: check.exitCode }).toMatchObject({
    code: 1,
    schema: 'godrift.check/v1',
    result: 'drift',
    projects: [{ project: 'sample' }],
  });
  const once = await run('collect', '--once');
  expect(once).toMatchObject({ exitCode: 0, stderr: '' });
  expect(once.stdout).toContain(
    'godrift_drift_state{project="sample",dimension="go_version",state="drifted"} ',
  );
  const hook = await run('hook', 'bash');
  const typed = await execa(
    '/bin/bash',
    ['--norc', '-c', `${hook.stdout}\nenvsnap --save=good && envsnap --list`],
    {
      env,
      extendEnv: false,
      reject: false,
    },
  );
  expect({ code: typed.exitCode, output: typed.stdout }).toEqual({
    code: 0,
    output: expect.stringContaining('good'),
  });
  // Threads, too: their code is inside.
  const verified = await run('cache', 'verify', '--modules', '--no-zips', '--json');
  expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await run('no-such-command')).toMatchObject({ exitCode: 2 });
});

test('it serves and follows changes as the installed one does', async () => {
  const { dir, env } = hostWithoutNode();
  const { metrics, child } = await startCollecting(['.'], dir, env, undefined, [executable]);
  await metrics(/^godrift_build_info\{.*node="/m);
  child.kill('SIGTERM');
  expect((await child).exitCode).toBe(0);
});
