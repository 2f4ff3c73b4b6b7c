import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startCollecting } from '../support/collecting.ts';
import { hermeticEnv, tempProject } from '../support/run-cli.ts';

const NO_SWEEP = '1h';
const MODULE = 'module example.com/shop\n\ngo 1.20\n';

function state(dimension: string, is: string): RegExp {
  return new RegExp(
    `^godrift_drift_state\\{project="example.com/shop",dimension="${dimension}",state="${is}"\\} 1$`,
    'm',
  );
}

function counter(name: string, text: string): number {
  return Number(new RegExp(`^godrift_watch_${name}_total (\\d+)$`, 'm').exec(text)?.[1]);
}

/** A directory with a `go` of ours before all others in PATH. */
function ownGo(script: string | null): {
  readonly bin: string;
  readonly go: string;
  readonly env: Record<string, string>;
} {
  const bin = tempProject();
  const go = join(bin, 'go');
  if (script === null)
    symlinkSync(execFileSync('sh', ['-c', 'command -v go'], { encoding: 'utf8' }).trim(), go);
  else writeFileSync(go, script, { mode: 0o755 });
  return { bin, go, env: hermeticEnv({ PATH: `${bin}:${process.env.PATH}` }) };
}

test('a process that stood still while the kernel’s queue overflowed misses nothing, and counts it', async () => {
  const dir = tempProject({ 'go.mod': MODULE, '.go-version': '1\n' });
  const { child, metrics } = await startCollecting(['.', '--interval', NO_SWEEP], dir, hermeticEnv());
  expect(counter('overflows', await metrics(state('go_version', 'in_sync')))).toBe(0);
  child.kill('SIGSTOP');
  for (let index = 0; index < 25_000; index++) writeFileSync(join(dir, `f${index}`), '');
  writeFileSync(join(dir, '.go-version'), '1.21.3\n');
  child.kill('SIGCONT');
  const text = await metrics(state('go_version', 'drifted'));
  expect(counter('overflows', text)).toBe(1);
  expect(counter('rescans', text)).toBeGreaterThanOrEqual(1);
});

test('10,000 changes in a burst end in the last one', async () => {
  const dir = tempProject({ 'go.mod': MODULE, '.go-version': '1\n' });
  const { metrics } = await startCollecting(['.', '--interval', NO_SWEEP], dir, hermeticEnv());
  await metrics(state('go_version', 'in_sync'));
  for (let index = 0; index < 10_000; index++) {
    writeFileSync(join(dir, '.go-version'), `1.${index % 20}.3\n`);
    if (index % 500 === 0) await sleep(1);
  }
  writeFileSync(join(dir, '.go-version'), '1.7.77\n');
  await metrics(
    /godrift_go_declared_info\{project="example.com\/shop",source=".go-version",version="1.7.77"\} 1/,
  );
});

test('follows the links to go: an SDK that is removed is unknown, one that is back is known, at once', async () => {
  const { go, env } = ownGo(null);
  const dir = tempProject({ 'go.mod': MODULE });
  const { metrics } = await startCollecting(['.', '--interval', NO_SWEEP], dir, {
    ...env,
    PATH: join(go, '..'),
  });
  await metrics(state('go_version', 'drifted'));
  const target = execFileSync('sh', ['-c', 'command -v go'], { encoding: 'utf8' }).trim();
  rmSync(go);
  await metrics(state('go_version', 'unknown'));
  symlinkSync(target, go);
  await metrics(state('go_version', 'drifted'));
});

test('a go that hangs, and one that prints without end, keep the last true snapshot served until it is unknown', async () => {
  const { go, env } = ownGo(null);
  const dir = tempProject({ 'go.mod': MODULE });
  const { metrics } = await startCollecting(['.', '--interval', NO_SWEEP], dir, env);
  const taken = /^godrift_snapshot_timestamp_seconds\{project="example.com\/shop"\} (\S+)$/m;
  const before = taken.exec(await metrics(state('go_version', 'drifted')))?.[1];
  rmSync(go);
  writeFileSync(go, '#!/bin/sh\nexec sleep 1000\n', { mode: 0o755 });
  await sleep(1_000);
  const meanwhile = await metrics();
  expect(meanwhile).toMatch(state('go_version', 'drifted'));
  expect(taken.exec(meanwhile)?.[1]).toBe(before);
  await metrics(state('go_version', 'unknown'));
  rmSync(go);
  writeFileSync(go, '#!/bin/sh\nexec yes\n', { mode: 0o755 });
  await metrics(/godrift_build_info/);
  const answered = Date.now();
  expect(await metrics()).toMatch(state('go_version', 'unknown'));
  expect(Date.now() - answered).toBeLessThan(10_000);
  rmSync(go);
  await metrics(state('go_version', 'drifted'));
});

test('a state directory that cannot be written is said once, and everything is served', async () => {
  const dir = tempProject({ 'go.mod': MODULE, '.go-version': '1\n', 'state-is-a-file': '' });
  const env = hermeticEnv({ GODRIFT_STATE_DIR: join(dir, 'state-is-a-file') });
  const { child, metrics, logged } = await startCollecting(['.', '--interval', '100ms'], dir, env);
  await metrics(state('go_version', 'in_sync'));
  await logged(/collector\.json/);
  writeFileSync(join(dir, '.go-version'), '1.21.3\n');
  await metrics(state('go_version', 'drifted'));
  await sleep(300);
  child.kill('SIGTERM');
  const { stderr, exitCode } = await child;
  expect(exitCode).toBe(0);
  expect(stderr.match(/collector\.json/g)).toHaveLength(1);
});

test('a full disk loses no state: it is said once, and kept as soon as there is room', async (context) => {
  const dir = tempProject({ 'go.mod': MODULE, '.go-version': '1\n' });
  const env = hermeticEnv();
  const stateDir = env.GODRIFT_STATE_DIR ?? '';
  mkdirSync(stateDir, { recursive: true });
  const mount = `mount -t tmpfs -o size=256k none "${stateDir}" && head -c 1M /dev/zero > "${stateDir}/fill"`;
  const full = [
    'unshare',
    '-Urm',
    'sh',
    '-c',
    `(${mount}) 2>&-; df -k "${stateDir}" | grep -q 100% || exit 9; exec "$0" "$@"`,
  ];
  if (spawnSync(full[0] ?? '', [...full.slice(1), 'true']).status !== 0)
    return context.skip('this system lets nobody mount a file system in a user namespace');
  const args = ['.', '--interval', '100ms'];
  const { child, metrics, logged } = await startCollecting(args, dir, env, full);
  await metrics(state('go_version', 'in_sync'));
  await logged(/collector\.json/);
  writeFileSync(join(dir, '.go-version'), '1.21.3\n');
  await metrics(state('go_version', 'drifted'));
  // The mount is seen through the process only.
  const inside = `/proc/${child.pid}/root${stateDir}`;
  expect(existsSync(join(inside, 'collector.json'))).toBe(false);
  rmSync(join(inside, 'fill'));
  // A save that was under way may bring what was before.
  const kept = () =>
    existsSync(join(inside, 'collector.json')) ? readFileSync(join(inside, 'collector.json'), 'utf8') : '';
  await until(() => kept().includes('"warning"'));
  expect(JSON.parse(kept())).toMatchObject({
    targets: [{ name: 'example.com/shop', dimensions: { go_version: { events: { warning: 1 } } } }],
  });
  child.kill('SIGTERM');
  expect((await child).stderr.match(/collector\.json/g)).toHaveLength(1);
});

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !holds(); tries++) await sleep(25);
}

test('what the kernel cannot tell is found by the sweep within an interval', async () => {
  // A module's recorded hashes are swept only: there are thousands of directories of them.
  const dir = tempProject({ 'go.mod': MODULE });
  const proxy = join(dir, 'cache/download');
  mkdirSync(proxy, { recursive: true });
  const file = join(proxy, 'env');
  writeFileSync(file, '');
  const env = hermeticEnv({ GOENV: file });
  const { metrics } = await startCollecting(['.', '--interval', '200ms'], dir, env);
  await metrics(state('build_env', 'in_sync'));
  writeFileSync(file, 'GOPRIVATE=example.com\n');
  await metrics(/godrift_env_set\{project="example.com\/shop",key="GOPRIVATE"\} 1/);
});

test('a process that is killed has lost nothing of what is on record', async () => {
  const dir = tempProject({ 'go.mod': MODULE, '.go-version': '1\n' });
  const env = hermeticEnv();
  const record = join(env.GODRIFT_STATE_DIR ?? '', 'collector.json');
  const args = ['.', '--interval', '100ms'];
  let events = 0;
  for (const killed of [1, 2, 3]) {
    const { child, metrics } = await startCollecting(args, dir, env);
    await metrics(state('go_version', 'in_sync'));
    writeFileSync(join(dir, '.go-version'), '1.21.3\n');
    events += 1;
    const since =
      /^godrift_drift_since_timestamp_seconds\{project="example.com\/shop",dimension="go_version"\} (\S+)$/m;
    const served = await metrics(since);
    expect(served).toContain(
      `godrift_drift_events_total{project="example.com/shop",dimension="go_version",severity="warning"} ${events}\n`,
    );
    // What has just been served is written in the same moment, and not before it.
    const began = new Date(Number(since.exec(served)?.[1]) * 1_000).toISOString();
    await expect.poll(() => readFileSync(record, 'utf8')).toContain(began);
    child.kill('SIGKILL');
    await child;
    const again = await startCollecting(args, dir, env);
    expect(since.exec(await again.metrics(since))?.[1], `killed ${killed} times`).toBe(
      since.exec(served)?.[1],
    );
    writeFileSync(join(dir, '.go-version'), '1\n');
    await again.metrics(state('go_version', 'in_sync'));
    again.child.kill('SIGTERM');
    await again.child;
  }
});

test('steps of the clock, back and forth, hide no change', async (context) => {
  const library = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64']
    .map((at) => join(at, 'faketime/libfaketime.so.1'))
    .find((file) => existsSync(file));
  if (library === undefined) return context.skip('libfaketime is not installed');
  const dir = tempProject({ 'go.mod': MODULE, '.go-version': '1\n' });
  const clock = join(dir, 'clock');
  const step = (offset: string) => writeFileSync(clock, `${offset}\n`);
  step('+0');
  const faked = `LD_PRELOAD=${library} FAKETIME_TIMESTAMP_FILE=${clock} FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1`;
  const { metrics } = await startCollecting(['.', '--interval', '100ms'], dir, hermeticEnv(), [
    'env',
    ...faked.split(' '),
    // Times of files are the kernel's, and no step of the process's clock.
    'NO_FAKE_STAT=1',
  ]);
  const takenAt = /^godrift_snapshot_timestamp_seconds\{project="example.com\/shop"\} (\S+)$/m;
  await metrics(state('go_version', 'in_sync'));
  for (const offset of ['-3d', '+3d', '-1h', '+0']) {
    step(offset);
    writeFileSync(join(dir, '.go-version'), '1.21.3\n');
    await metrics(state('go_version', 'drifted'));
    writeFileSync(join(dir, '.go-version'), '1\n');
    const text = await metrics(state('go_version', 'in_sync'));
    const [days = 0] = [Number.parseInt(offset, 10)].filter(() => offset.endsWith('d'));
    const hours = offset.endsWith('h') ? Number.parseInt(offset, 10) : days * 24;
    const aheadS = Number(takenAt.exec(text)?.[1]) - Date.now() / 1_000;
    expect(Math.abs(aheadS - hours * 3_600), `the clock at ${offset}`).toBeLessThan(60);
  }
});
