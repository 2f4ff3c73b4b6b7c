import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { goBuildsRunning } from '../../../src/rollback/cache/go-builds.ts';
import { processesUsing } from '../../../src/rollback/cache/processes-using.ts';
import { tempProject } from '../../support/run-cli.ts';

const root = process.getuid?.() === 0;
const NOBODY = 65534;

/** A generation and a process of its own kind; both go with the test. */
function generation() {
  const dir = tempProject();
  const path = join(dir, 'gen-0123456789ab');
  mkdirSync(join(path, 'aa'), { recursive: true });
  writeFileSync(join(path, 'aa/entry-d'), '');
  return { dir, path };
}

async function started(child: ChildProcess): Promise<number> {
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  return child.pid ?? 0;
}

const usersOf = async (path: string) =>
  (await processesUsing(path)).users.map(({ pid, name, how }) => ({ pid, name, how }));

test('a process is found by its environment', async () => {
  const { path } = generation();
  const pid = await started(spawn('sleep', ['60'], { env: { GOCACHE: path } }));
  expect(await usersOf(path)).toEqual([{ pid, name: 'sleep', how: 'environ' }]);
});

test("go's telemetry, which outlives its command and reads no cache, is no user by its environment", async () => {
  const { path } = generation();
  await started(spawn('sleep', ['60'], { env: { GOCACHE: path, GO_TELEMETRY_CHILD: '1' } }));
  expect(await usersOf(path)).toEqual([]);
});

test('a process is found by a link to the root in its environment', async () => {
  const { dir, path } = generation();
  symlinkSync(path, join(dir, 'link'));
  const pid = await started(spawn('sleep', ['60'], { env: { GOCACHE: join(dir, 'link') } }));
  expect(await usersOf(path)).toEqual([{ pid, name: 'sleep', how: 'environ' }]);
});

test('a process is found by its working directory', async () => {
  const { path } = generation();
  const pid = await started(spawn('sleep', ['60'], { cwd: join(path, 'aa'), env: {} }));
  expect(await usersOf(path)).toEqual([{ pid, name: 'sleep', how: 'cwd' }]);
});

test('a process is found by a file that it has open', async () => {
  const { path } = generation();
  const child = spawn('sh', ['-c', `exec 3<'${path}/aa/entry-d'; echo ready; read x`], { env: {} });
  const pid = await started(child);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  expect(await usersOf(path)).toEqual([{ pid, name: 'sh', how: 'open file' }]);
});

test('a program that go keeps in its cache and runs from there is found by its maps', async () => {
  const { path } = generation();
  const program = join(path, 'aa/program');
  copyFileSync('/bin/sleep', program);
  chmodSync(program, 0o755);
  const pid = await started(spawn(program, ['60'], { env: {} }));
  expect(await usersOf(path)).toEqual([{ pid, name: 'program', how: 'maps' }]);
});

test.runIf(root && spawnSync('unshare', ['-m', 'true']).status === 0)(
  'a container that has the generation mounted elsewhere is found by its mounts',
  async () => {
    const { dir, path } = generation();
    mkdirSync(join(dir, 'inside'));
    const script = `mount --bind '${path}' '${dir}/inside' && echo ready && read x`;
    const child = spawn('unshare', ['-m', 'sh', '-c', script], { env: { PATH: process.env.PATH } });
    const pid = await started(child);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(await usersOf(path)).toEqual([{ pid, name: 'sh', how: 'mount' }]);
  },
);

test('neighbours whose names only begin alike are no users', async () => {
  const { path } = generation();
  await started(spawn('sleep', ['60'], { env: { A: `${path}.json`, B: `${path}-2`, C: `${path}0` } }));
  expect(await usersOf(path)).toEqual([]);
});

test('a root that is no generation is found by its path', async () => {
  const dir = tempProject({ 'go-build/README': '' });
  const path = join(dir, 'go-build');
  const pid = await started(spawn('sleep', ['60'], { cwd: path, env: {} }));
  await started(spawn('sleep', ['60'], { cwd: dir, env: {} }));
  expect(await usersOf(path)).toEqual([{ pid, name: 'sleep', how: 'cwd' }]);
});

test('without /proc it is blind, and finds no builds', async () => {
  const procDir = join(tempProject(), 'absent');
  expect(await processesUsing('/x', { procDir })).toEqual({ users: [], blind: true, unreadable: [] });
  expect(await goBuildsRunning({ procDir })).toEqual([]);
});

// Another user may not look into the directory of a mutation run.
const isMutated = process.env.STRYKER_MUTATOR_WORKER !== undefined;

test.runIf(root && !isMutated)(
  'it says that it is blind where a process of the same user hides',
  async () => {
    // Nobody may look at what runs from a file that nobody may read: ptrace(2), dumpable.
    const dir = mkdtempSync('/tmp/godrift-hidden-');
    onTestFinished(() => rmSync(dir, { recursive: true }));
    chmodSync(dir, 0o755);
    const hidden = join(dir, 'hidden');
    copyFileSync('/bin/sleep', hidden);
    chmodSync(hidden, 0o111);
    const pid = await started(spawn(hidden, ['60'], { uid: NOBODY, gid: NOBODY, env: {} }));
    const module = join(import.meta.dirname, '../../../src/rollback/cache/processes-using.ts');
    const script = `import { processesUsing } from ${JSON.stringify(module)};
    console.log(JSON.stringify(await processesUsing('/x')));`;
    const options = { uid: NOBODY, gid: NOBODY, cwd: '/', env: {}, extendEnv: false };
    const { stdout } = await execa(
      process.execPath,
      ['--input-type=module-typescript', '-e', script],
      options,
    );
    expect(JSON.parse(stdout)).toEqual({
      users: [],
      blind: true,
      unreadable: [{ pid, name: 'hidden', startedAt: expect.closeTo(Date.now(), -4) }],
    });
  },
);
