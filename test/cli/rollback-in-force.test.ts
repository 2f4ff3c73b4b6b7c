import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { hermeticEnv, runCli, tempProject } from '../support/run-cli.ts';

function lab(more: Readonly<Record<string, string>> = {}) {
  const home = tempProject({ 'go/env': '# mine\n' });
  const goEnv = join(home, 'go/env');
  const { GOCACHE: _, ...base } = hermeticEnv({ GOENV: goEnv });
  const env: Record<string, string> = { ...base, XDG_CACHE_HOME: join(home, 'cache'), ...more };
  return {
    goEnv,
    stateDir: env.GODRIFT_STATE_DIR ?? '',
    run: (args: readonly string[], over: Record<string, string> = {}) =>
      runCli(args, home, { ...env, ...over }),
    goCache: async (line = 'true') =>
      (await execa('sh', ['-c', `${line}; go env GOCACHE`], { cwd: home, env, extendEnv: false })).stdout,
  };
}

const OWN = '/var/tmp/godrift-own';

test.each([
  ['nothing', {}, null],
  ['a GOCACHE of the environment', { GOCACHE: OWN }, `GOCACHE=${OWN} in the environment wins`],
  ['GOENV=off', { GOENV: 'off' }, 'GOENV=off, so Go reads no env file'],
])('with %s, a change of GOCACHE is called verified only where go env shows it', async (_, more, why) => {
  const { run, goCache } = lab(more);
  const before = await goCache();
  for (const args of [
    ['cache', 'rotate'],
    ['rollback', 'cache'],
  ]) {
    const { exitCode, stdout, stderr } = await run([...args, '--json']);
    const report = JSON.parse(stdout);
    expect([exitCode, stderr]).toEqual([0, '']);
    // Back at the environment's own cache, nothing overrides what is wanted.
    const inForce = report.to === before || why === null;
    const line = inForce ? null : `export GOCACHE=${report.to}`;
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
