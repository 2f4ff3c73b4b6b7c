import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { hermeticEnv, runCli, tempProject } from '../../support/run-cli.ts';
import { localSdk } from './local-sdk.ts';

const TO = '1.24.0';
const GO_MOD = 'module example.com/lab\n\ngo 1.20\n';

/** A user whose PATH begins with this directory: a clean HOME, the shared module cache, no network. */
function user(bin: string, files: Readonly<Record<string, string>> = { 'go.mod': GO_MOD }) {
  const dir = tempProject(files);
  const { GOENV: _, GOTOOLCHAIN: __, ...base } = hermeticEnv({ GOPROXY: 'off' });
  const env: Record<string, string> = { ...base, PATH: `${bin}:/usr/bin:/bin` };
  const goEnv = join(env.HOME ?? '', '.config/go/env');
  return {
    dir,
    env,
    goEnv: () => (existsSync(goEnv) ? readFileSync(goEnv, 'utf8') : null),
    file: (name: string) => readFileSync(join(dir, name), 'utf8'),
    sdk: (to: string, scope: string) =>
      // Other tests run `go` on this machine.
      runCli(['rollback', 'sdk', '--to', to, '--scope', scope, '--json', '--wait', '60s'], dir, env),
    goVersion: async (more: Record<string, string> = {}) =>
      (await execa('go', ['version'], { cwd: dir, env: { ...env, ...more }, extendEnv: false })).stdout.split(
        ' ',
      )[2],
  };
}

describe.each(['1.21.0', '1.21.13', '1.22.12', '1.23.12', '1.24.0', '1.26.11'])('go%s in PATH', (version) => {
  const local = `go${version}`;
  const to = version === TO ? '1.25.4' : TO;
  const lab = (files?: Readonly<Record<string, string>>) => {
    localSdk(to);
    return user(join(localSdk(version), 'bin'), files);
  };

  test('user scope goes to another Go and back', async () => {
    const { sdk, goEnv, goVersion } = lab();
    const done = await sdk(to, 'user');
    expect([done.exitCode, done.stderr]).toEqual([0, '']);
    expect(JSON.parse(done.stdout)).toMatchObject({
      from: local,
      to: `go${to}`,
      verified: true,
      inForce: true,
    });
    expect([goEnv(), await goVersion()]).toEqual([`GOTOOLCHAIN=go${to}\n`, `go${to}`]);
    const back = await sdk('previous', 'user');
    expect([back.exitCode, back.stderr]).toEqual([0, '']);
    expect([goEnv(), await goVersion()]).toEqual([null, local]);
  });

  test('shell scope prints what goes to another Go', async () => {
    const { sdk, goVersion } = lab();
    const { exitCode, stdout, stderr } = await sdk(to, 'shell');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ export: `export GOTOOLCHAIN=go${to}`, inForce: false });
    expect(await goVersion({ GOTOOLCHAIN: `go${to}` })).toBe(`go${to}`);
  });

  test('project scope raises the version and takes it back', async () => {
    localSdk('1.27.4');
    const { sdk, file, goVersion } = lab();
    const done = await sdk('1.27.4', 'project');
    expect([done.exitCode, done.stderr]).toEqual([0, '']);
    expect([file('go.mod'), await goVersion()]).toEqual([`${GO_MOD}\ntoolchain go1.27.4\n`, 'go1.27.4']);
    const back = await sdk('previous', 'project');
    expect([back.exitCode, back.stderr]).toEqual([0, '']);
    expect([file('go.mod'), await goVersion()]).toEqual([GO_MOD, local]);
  });

  test('project scope does not go below the SDK in PATH', async () => {
    const { sdk, file } = lab({ 'go.mod': GO_MOD, '.go-version': `${version}\n` });
    const { exitCode, stderr } = await sdk('1.20.14', 'project');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('cannot go below the SDK in PATH')]);
    expect([file('go.mod'), file('.go-version')]).toEqual([GO_MOD, `${version}\n`]);
  });
});

describe('a Go before 1.21 in PATH', () => {
  test.each([
    ['user', 'go1.25.4', 'does not know GOTOOLCHAIN'],
    ['user', 'previous', 'does not know GOTOOLCHAIN'],
    ['shell', 'go1.25.4', 'does not know GOTOOLCHAIN'],
    ['project', 'go1.25.4', 'does not know toolchain lines'],
  ])('%s scope to %s is refused at once, with what to do', async (scope, to, message) => {
    const { sdk, goEnv, file, env } = user(join(localSdk('1.20.14'), 'bin'));
    const { exitCode, stdout, stderr } = await sdk(to, scope);
    expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
    expect(stderr).toContain('put its bin directory first in PATH');
    expect([goEnv(), file('go.mod')]).toEqual([null, GO_MOD]);
    expect(existsSync(join(env.GODRIFT_STATE_DIR ?? '', 'audit.jsonl'))).toBe(false);
  });
});

/** A version manager: `go` runs the SDK that the nearest `.go-version` names, and none where there is no such file. */
function shim(): string {
  const dir = tempProject();
  const sdk = localSdk('1.25.4');
  writeFileSync(
    join(dir, 'go'),
    `#!/bin/sh
at=$PWD
while [ ! -f "$at/.go-version" ]; do [ "$at" = / ] && { echo 'no version is set' >&2; exit 126; }; at=$(dirname "$at"); done
read -r version < "$at/.go-version"
exec ${dirname(sdk)}/${sdk.slice(dirname(sdk).length + 1).replace('1.25.4', '"$version"')}/bin/go "$@"
`,
  );
  chmodSync(join(dir, 'go'), 0o755);
  return dir;
}

describe('a version manager’s shim in PATH', () => {
  test.each([
    ['no toolchain line', '1.25.4', GO_MOD, GO_MOD],
    ['no toolchain line, to a Go before 1.21', '1.20.14', GO_MOD, GO_MOD],
    [
      'a higher toolchain line',
      '1.25.4',
      `${GO_MOD}\ntoolchain go1.26.11\n`,
      `${GO_MOD}\ntoolchain go1.25.4\n`,
    ],
  ])('project scope lowers the version by the version file; with %s', async (_, to, goMod, lowered) => {
    localSdk('1.26.11');
    localSdk(to);
    const { sdk, file, goVersion } = user(shim(), { 'go.mod': goMod, '.go-version': '1.26.11\n' });
    const texts = async () => [file('go.mod'), file('.go-version'), await goVersion()];
    const done = await sdk(to, 'project');
    expect([done.exitCode, done.stderr]).toEqual([0, '']);
    expect(await texts()).toEqual([lowered, `${to}\n`, `go${to}`]);
    const back = await sdk('previous', 'project');
    expect([back.exitCode, back.stderr]).toEqual([0, '']);
    expect(await texts()).toEqual([goMod, '1.26.11\n', 'go1.26.11']);
  });

  test('a version that the manager does not have is undone', async () => {
    localSdk('1.26.11');
    const { sdk, file } = user(shim(), { 'go.mod': GO_MOD, '.go-version': '1.26.11\n' });
    const { exitCode, stdout } = await sdk('1.22.99', 'project');
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([1, { result: 'failure', verified: false }]);
    expect(file('.go-version')).toBe('1.26.11\n');
  });

  test('a wrapper that reads no version file is not lowered', async () => {
    const dir = tempProject({ go: `#!/bin/sh\nexec ${localSdk('1.26.11')}/bin/go "$@"\n` });
    chmodSync(join(dir, 'go'), 0o755);
    const { sdk, file } = user(dir, { 'go.mod': GO_MOD, '.go-version': '1.26.11\n' });
    const { exitCode, stdout } = await sdk('1.25.4', 'project');
    expect([exitCode, JSON.parse(stdout).error]).toEqual([1, 'go says go1.26.11, not go1.25.4']);
    expect(file('.go-version')).toBe('1.26.11\n');
  });
});
