import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { prepareToolchains } from '../support/prepare.ts';
import { hermeticEnv, runCli, tempProject } from '../support/run-cli.ts';

prepareToolchains('go1.24.0', 'go1.25.4');

function lab(more: Readonly<Record<string, string>> = {}) {
  const home = tempProject({ 'go/env': '# mine\n' });
  const goEnv = join(home, 'go/env');
  const { GOCACHE: _, ...base } = hermeticEnv({ GOENV: goEnv });
  const env: Record<string, string> = { ...base, XDG_CACHE_HOME: join(home, 'cache'), ...more };
  return {
    goEnv,
    home,
    stateDir: env.GODRIFT_STATE_DIR ?? '',
    run: (args: readonly string[], over: Record<string, string> = {}) =>
      runCli(args, home, { ...env, ...over }),
    goCache: async (line = 'true', command = 'go env GOCACHE') =>
      (await execa('sh', ['-c', `${line}\n${command}`], { cwd: home, env, extendEnv: false })).stdout,
  };
}

const OWN = '/var/tmp/godrift-own';

test.each([
  ['nothing', {}, null],
  ['a GOCACHE of the environment', { GOCACHE: OWN }, `GOCACHE=${OWN} in the environment wins`],
  ['GOENV=off', { GOENV: 'off' }, 'GOENV=off, so Go reads no env file'],
])('with %s, a change of GOCACHE is called verified only where go env shows it', async (_, more, why) => {
  const { run, goCache } = lab(more);
  for (const args of [['cache', 'rotate'], ...('GOENV' in more ? [] : [['rollback', 'cache']])]) {
    const { exitCode, stdout, stderr } = await run([...args, '--json']);
    const report = JSON.parse(stdout);
    expect([exitCode, stderr]).toEqual([0, '']);
    const inForce = why === null;
    const back = args[0] === 'rollback' ? 'unset GOCACHE' : `export GOCACHE=${report.to}`;
    const line = inForce ? null : back;
    expect(report).toMatchObject({ result: 'success', verified: inForce, inForce, export: line });
    expect(await goCache(line ?? undefined)).toBe(report.to);
  }
  const { exitCode, stdout } = await run(['cache', 'rotate']);
  const [, to] = /→ (\S*gen-[0-9a-f]{12})/.exec(stdout) ?? [];
  expect(exitCode).toBe(0);
  if (why === null) expect(stdout).toMatch(/, verified$/);
  else {
    expect(stdout).toContain(` is set, but not in force in this shell: ${why}. Run: export GOCACHE=${to}`);
    expect(stdout).not.toContain('verified');
  }
});

test('rollback cache with GOENV=off changes nothing and keeps the history', async () => {
  const { run, goEnv, goCache } = lab();
  const before = await goCache();
  await run(['cache', 'rotate']);
  const rotated = readFileSync(goEnv, 'utf8');
  for (const more of [[], ['--dry-run']]) {
    const { exitCode, stdout, stderr } = await run(['rollback', 'cache', ...more], { GOENV: 'off' });
    expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringContaining('Unset GOENV and try again')]);
  }
  expect(readFileSync(goEnv, 'utf8')).toBe(rotated);
  const { stdout } = await run(['rollback', 'cache']);
  expect(stdout).toMatch(/, verified$/);
  expect(await goCache()).toBe(before);
});

test('where GOCACHE of the environment wins, rollback cache says that only the env file is restored', async () => {
  const { run, goEnv } = lab({ GOCACHE: OWN });
  await run(['cache', 'rotate']);
  const { exitCode, stdout } = await run(['rollback', 'cache']);
  expect([exitCode, readFileSync(goEnv, 'utf8')]).toEqual([0, '# mine\n']);
  expect(stdout).toContain(
    ` is set, but not in force in this shell: GOCACHE=${OWN} in the environment wins; Go's env file is restored. Run: unset GOCACHE`,
  );
});

const REFUSED = [
  [
    'GOPATH=~/go',
    `go: GOPATH entry cannot start with shell metacharacter '~': "~/go"`,
    'GOPATH=/tmp go env -u GOPATH',
  ],
  ['GOFLAGS=-bar', 'go: parsing $GOFLAGS: unknown flag -bar', 'go env -u GOFLAGS'],
] as const;

describe.each(REFUSED)('with %s in the env file no go command starts', (setting, words, fix) => {
  test.each([
    ['rollback sdk --scope user', ['rollback', 'sdk', '--scope', 'user', '--to', 'go1.25.4']],
    ['cache rotate', ['cache', 'rotate']],
  ])('%s is done, not called verified, and says how to take it back', async (_, args) => {
    const { run, goEnv, goCache } = lab({ GOTOOLCHAIN: '' });
    const goVersion = (before: string) => goCache(before, 'go version');
    const [name = ''] = setting.split('=');
    const write = () => writeFileSync(goEnv, `${setting}\n`);
    write();
    const said = await run(args);
    expect(said).toMatchObject({ exitCode: 0, stderr: '' });
    expect(said.stdout).toContain(
      `not in force in this shell: no go command starts with this ${name}\n  ${words}\n`,
    );
    expect(said.stdout).not.toMatch(/verified|no new shell/);
    // The advice can be run as it stands.
    const [, line = ''] = /^ {2}fix: (.*)$/m.exec(said.stdout) ?? [];
    expect(line).toBe(`${fix}  # ${goEnv}:1`);
    write();
    const json = await run([...args, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ...{ result: 'success', verified: false, inForce: false, export: null },
    });
    expect(json.stderr).toContain(words);
    await expect(goVersion('true')).rejects.toThrow(name);
    await goVersion(line);
  });
});

test('a shell that no go command starts in is not called done by its export line', async () => {
  const { run } = lab({ GOTOOLCHAIN: '', GOFLAGS: '-bar' });
  const { exitCode, stdout, stderr } = await run(['rollback', 'sdk', '--to', 'go1.25.4']);
  expect([exitCode, stdout]).toEqual([0, 'export GOTOOLCHAIN=go1.25.4']);
  expect(stderr).toContain('no go command starts with this GOFLAGS');
  expect(stderr).toContain('fix: unset GOFLAGS');
});

test.each([
  ['go 1.25', 'user', 'go.mod:3 requires go 1.25: go1.24.0 refuses to build this project'],
  ['go 1.25', 'shell', 'go.mod:3 requires go 1.25: go1.24.0 refuses to build this project'],
  ['go 1.24', 'user', null],
])('%s in go.mod and --to go1.24.0 --scope %s', async (go, scope, warning) => {
  const { run, home } = lab({ GOTOOLCHAIN: '' });
  writeFileSync(join(home, 'go.mod'), `module m\n\n${go}\n`);
  const { exitCode, stderr } = await run(['rollback', 'sdk', '--scope', scope, '--to', 'go1.24.0']);
  expect(exitCode).toBe(0);
  if (warning === null) expect(stderr).not.toContain('requires go');
  else expect(stderr).toContain(warning);
});

test('an interrupted rotate that is finished does not claim that builds get it', async () => {
  const said: string[] = [];
  for (let point = 1; ; point++) {
    const { run } = lab({ GOCACHE: OWN, GODRIFT_FAULT_POINT: String(point) });
    const { exitCode } = await run(['cache', 'rotate']);
    if (exitCode !== undefined) break;
    said.push((await run(['rollback', 'recover'], { GODRIFT_FAULT_POINT: '' })).stdout);
  }
  expect(said.filter((text) => /, finished$/.test(text))).not.toEqual([]);
  expect(said.filter((text) => /\bnow\b|verified/.test(text))).toEqual([]);
});

test('variables of a snapshot are in force where the shell has them already', async () => {
  const { run, stateDir } = lab({ GOFLAGS: '-mod=mod' });
  mkdirSync(join(stateDir, 'env'), { recursive: true });
  const save = (value: string) =>
    writeFileSync(
      join(stateDir, 'env', 'good.snap'),
      `#SNAPSHOT v1 2026-11-23T12:00:00.000Z\nGOFLAGS=-mod\\=${value}\n`,
    );
  const report = async (...rest: readonly string[]) =>
    JSON.parse((await run(['rollback', 'env', '--to', 'good', '--json', ...rest])).stdout);
  save('mod');
  expect(await report()).toMatchObject({ kind: 'env', verified: true, inForce: true, export: null });
  save('readonly');
  expect(await report()).toMatchObject({
    verified: false,
    inForce: false,
    export: "export GOFLAGS='-mod=readonly'\n",
  });
  expect(await report('--running-shells')).toMatchObject({ verified: false, inForce: false, export: null });
});

test('a rotate that Go does not follow, with nothing to explain it, is undone', async () => {
  const { stdout: real } = await execa('sh', ['-c', 'command -v go']);
  const bin = tempProject({ go: `#!/bin/sh\n[ "$1" = env ] && echo /elsewhere || exec ${real} "$@"\n` });
  chmodSync(join(bin, 'go'), 0o755);
  const { run, goEnv } = lab({ PATH: `${bin}:${process.env.PATH}` });
  const { exitCode, stderr } = await run(['cache', 'rotate']);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('go says GOCACHE=/elsewhere')]);
  expect(readFileSync(goEnv, 'utf8')).toBe('# mine\n');
});
