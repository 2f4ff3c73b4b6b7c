import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { miseExecutable } from '../support/mise.ts';
import { prepareToolchains } from '../support/prepare.ts';
import { runCli, tempProject } from '../support/run-cli.ts';
import { sdkEnv, sdkRoot } from '../support/sdks.ts';

prepareToolchains('go1.25.4', 'go1.27.4');
beforeAll(() => void miseExecutable(), 300_000);

/** A home in which mise, its data elsewhere, knows two SDKs and has a shim for `go`. */
function miseHome(): Record<string, string> {
  const home = tempProject();
  const data = join(home, 'elsewhere');
  const env = sdkEnv(join(data, 'shims'), home, {
    MISE_DATA_DIR: data,
    MISE_OFFLINE: '1',
    MISE_YES: '1',
    MISE_TRUSTED_CONFIG_PATHS: '/',
    // mise exports a GOBIN of its own otherwise.
    MISE_GO_SET_GOBIN: 'false',
  });
  const mise = (...args: readonly string[]) =>
    execFileSync(miseExecutable(), args, { cwd: home, env, stdio: 'pipe' });
  for (const version of ['1.25.4', '1.27.4']) mise('link', `go@${version}`, sdkRoot(`go${version}`));
  mise('use', '--global', 'go@1.27.4');
  mise('reshim');
  return env;
}

test('a shim of the real mise runs what mise.toml says, and MISE_GO_VERSION before it', async () => {
  const env = miseHome();
  const dir = tempProject({
    'go.mod': 'module m\n\ngo 1.20\n',
    'm.go': 'package m\n',
    'mise.toml': '[tools]\nnode = "1.25.4"\ngo = "1.25.4"\n',
  });
  const go = (more = {}) =>
    execFileSync('go', ['version'], { cwd: dir, env: { ...env, ...more }, encoding: 'utf8' });
  const explain = async (more = {}) =>
    JSON.parse((await runCli(['explain', '--json'], dir, { ...env, ...more })).stdout);

  expect(go()).toContain('go1.25.4');
  expect(await explain()).toMatchObject({ running: 'go1.25.4', local: 'go1.25.4' });
  const check = await runCli(['check', '--only', 'go_version', '--json'], dir, env);
  expect(JSON.parse(check.stdout)).toMatchObject({ result: 'ok', exitCode: 0 });

  const variable = { MISE_GO_VERSION: '1.27.4' };
  expect(go(variable)).toContain('go1.27.4');
  expect(await explain(variable)).toMatchObject({ running: 'go1.27.4' });
  const drifted = await runCli(['check', '--only', 'go_version', '--json'], dir, { ...env, ...variable });
  expect(JSON.parse(drifted.stdout).projects[0].findings).toEqual([
    expect.objectContaining({
      key: 'running',
      expected: '1.25.4',
      actual: 'go1.27.4',
      origin: 'MISE_GO_VERSION from the environment',
    }),
  ]);
});

test('a rollback of the project goes by mise.toml, and Go then runs the target', async () => {
  const env = miseHome();
  const text = '[tools]\nnode = "1.27.4"\ngo = "1.27.4" # approved\n';
  const dir = tempProject({ 'go.mod': 'module m\n\ngo 1.20\n', 'm.go': 'package m\n', 'mise.toml': text });
  const rolled = await runCli(
    ['rollback', 'sdk', '--to', 'go1.25.4', '--scope', 'project', '--wait', '60s'],
    dir,
    env,
  );
  expect([rolled.exitCode, rolled.stderr]).toEqual([0, '']);
  expect(execFileSync('cat', [join(dir, 'mise.toml')], { encoding: 'utf8' })).toBe(
    '[tools]\nnode = "1.27.4"\ngo = "1.25.4" # approved\n',
  );
  expect(execFileSync('go', ['version'], { cwd: dir, env, encoding: 'utf8' })).toContain('go1.25.4');
  const check = await runCli(['check', '--only', 'go_version', '--json'], dir, env);
  expect(JSON.parse(check.stdout)).toMatchObject({ result: 'ok', exitCode: 0 });
});

test('a version that is not installed is not installed by looking', async () => {
  const { MISE_OFFLINE: _, ...env } = miseHome();
  const dir = tempProject({
    'go.mod': 'module m\n\ngo 1.20\n',
    'm.go': 'package m\n',
    'mise.toml': '[tools]\ngo = "1.25.9"\n',
  });
  const before = readdirSync(env.MISE_DATA_DIR ?? '', { recursive: true }).sort();
  const { exitCode, stdout } = await runCli(['check', '--only', 'go_version', '--json'], dir, env);
  expect([exitCode, JSON.parse(stdout).projects[0].dimensions[0].state]).toEqual([2, 'unknown']);
  expect(readdirSync(env.MISE_DATA_DIR ?? '', { recursive: true }).sort()).toEqual(before);
});
