import { existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createGeneration } from '../../../src/rollback/cache/create-generation.ts';
import { goBuildsRunning } from '../../../src/rollback/cache/go-builds.ts';
import { planRotate } from '../../../src/rollback/cache/plan-rotate.ts';
import { processesUsing } from '../../../src/rollback/cache/processes-using.ts';
import { GO, goLab, slowModule } from './go-lab.ts';

async function untilExists(file: string): Promise<void> {
  while (!existsSync(file)) await sleep(10);
}

/** Names of the packages that a build had to compile. */
function compiled(output: string | undefined): readonly string[] {
  return (output ?? '').split('\n').filter((line) => line !== '');
}

const packages = (count: number) => Array.from({ length: count }, (_, n) => `slow.test/p${n}`);

/** Every entry below a GOCACHE: `<id>-a` and `<id>-d`. */
function entries(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /-[ad]$/.test(name));
}

test('a build that runs during a rotate succeeds, all its entries are in its own root, and rolling back finds them', async () => {
  const lab = goLab();
  const slow = slowModule(8, 4);
  const build = lab.go(slow.build, slow.dir);
  await untilExists(slow.arrived);
  const before = entries(lab.defaultRoot);
  const { to } = await lab.rotate();
  slow.letGo();
  expect(compiled((await build).all)).toEqual(packages(8));
  expect(entries(lab.defaultRoot)).toEqual(expect.arrayContaining([...before]));
  expect(entries(to)).toEqual([]);

  expect(compiled((await lab.go(slow.build, slow.dir)).all)).toEqual(packages(8));
  expect(entries(to).length).toBe(entries(lab.defaultRoot).length);

  await lab.rollBack();
  expect(compiled((await lab.go(slow.build, slow.dir)).all)).toEqual([]);
});

test('a generation that a build runs in is not collected before the build has ended', async () => {
  const lab = goLab();
  const { generation: old } = await lab.rotate();
  const slow = slowModule(4, 2);
  const build = lab.go(slow.build, slow.dir);
  await untilExists(slow.arrived);
  const { generation: current } = await lab.rotate();
  const { removed, kept } = await lab.collect();
  expect(removed).toEqual([]);
  expect(kept).toEqual([
    {
      generation: old,
      reason: 'in_use',
      // The waiting tool has GOCACHE from `go`; `go` itself has it from the env file as it was.
      users: expect.arrayContaining([
        expect.stringMatching(/^toolexec \(process \d+, environ\)$/),
        `go (process ${build.pid}, Go's env file)`,
      ]),
    },
    { generation: current, reason: 'current', users: [] },
  ]);
  slow.letGo();
  expect(compiled((await build).all)).toEqual(packages(4));

  // Whatever else of Go runs on this machine just now may have been started before the switch, too.
  await expect.poll(async () => (await lab.collect()).removed, { timeout: 60_000 }).toEqual([old]);
  expect(readdirSync(lab.cacheRoot).toSorted()).toEqual(
    ['current', current.name, `${current.name}.json`, 'history.json'].toSorted(),
  );
});

test('a build in the current generation is not disturbed by two collections at once, and each old one goes', async () => {
  const lab = goLab();
  const old = [];
  const aMinuteAgo = Date.now() - 60_000;
  for (let n = 0; n < 4; n += 1) {
    const { generation } = await lab.rotate(aMinuteAgo + n);
    for (let sub = 0; sub < 64; sub += 1) {
      mkdirSync(join(generation.path, String(sub)));
      for (let entry = 0; entry < 20; entry += 1)
        writeFileSync(join(generation.path, `${sub}/${entry}-d`), '');
    }
    old.push(generation);
  }
  await lab.rotate(aMinuteAgo + 4);
  const slow = slowModule(4, 2);
  const build = lab.go(slow.build, slow.dir);
  await untilExists(slow.arrived);
  // Two of one process, and of two processes, contend in the same way: by files.
  const [one, other] = await Promise.all([lab.collect({ keep: 1 }), lab.collect({ keep: 1 })]);
  slow.letGo();
  expect(compiled((await build).all)).toEqual(packages(4));
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).toSorted();
  expect(names([...one.removed, ...other.removed])).toEqual(names(old.slice(0, 3)));
  expect(readdirSync(lab.cacheRoot).filter((name) => name.startsWith('.trash'))).toEqual([]);
  expect(existsSync(old.at(-1)?.path ?? '')).toBe(true);
});

test('what is young, was in use last, or was put away half way is told apart', async () => {
  const lab = goLab();
  const aMinuteAgo = Date.now() - 60_000;
  const rotated = [];
  for (let n = 0; n < 3; n += 1) rotated.push((await lab.rotate(aMinuteAgo + n)).generation);
  const [oldest, recent, current] = rotated;
  // Cut off: between the new directory and the switch, and while deleting.
  const { generation: unused } = planRotate(await lab.read(), Date.now(), GO);
  createGeneration(unused);
  mkdirSync(join(lab.cacheRoot, '.trash-1-gen-0123456789ab/aa'), { recursive: true });
  writeFileSync(join(lab.cacheRoot, 'gen-0123456789ab.json'), '{}');
  writeFileSync(join(lab.cacheRoot, 'mine'), '');

  const { removed, kept } = await lab.collect({ keep: 1, now: Date.now(), minAgeMs: 30_000 });
  expect(removed).toEqual([oldest]);
  expect(kept).toEqual([
    { generation: recent, reason: 'keep_count', users: [] },
    { generation: current, reason: 'current', users: [] },
    { generation: unused, reason: 'young', users: [] },
  ]);
  expect((await lab.collect({ keep: 1 })).removed).toEqual([unused]);
  expect(readdirSync(lab.cacheRoot).toSorted()).toEqual(
    [
      'current',
      'history.json',
      'mine',
      ...[recent, current].flatMap((g) => [g?.name, `${g?.name}.json`]),
    ].toSorted(),
  );
  expect(await lab.rollBack()).toMatchObject({ to: recent?.path });
});

test('while a rollback is to be recovered nothing is deleted', async () => {
  const lab = goLab();
  mkdirSync(join(lab.stateDir, 'journal'), { recursive: true });
  writeFileSync(join(lab.stateDir, 'journal/x.json'), '{}');
  await expect(lab.collect()).rejects.toThrow('godrift rollback recover');
});

test('a go command is found with the env file that it reads and the GOCACHE that its tools have', async () => {
  const lab = goLab();
  const { to } = await lab.rotate();
  const slow = slowModule(2, 1);
  const build = lab.go(slow.build, slow.dir);
  await untilExists(slow.arrived);
  const found = await goBuildsRunning({ goEnvFile: lab.goEnvFile });
  expect(found).toEqual([
    {
      pid: build.pid,
      name: 'go',
      startedAt: expect.closeTo(Date.now(), -4),
      goCache: null,
      goEnvFile: lab.goEnvFile,
      dir: realpathSync(slow.dir),
      readable: true,
    },
  ]);
  const builds = async (dir: string) =>
    (await goBuildsRunning({ goEnvFile: lab.goEnvFile, dir })).map(({ pid }) => pid);
  const above = dirname(realpathSync(slow.dir));
  expect(await builds(above)).toEqual([build.pid]);
  expect(await builds(`${realpathSync(slow.dir)}-other`)).toEqual([]);
  expect((await processesUsing(to)).users).toEqual(
    expect.arrayContaining([{ pid: expect.any(Number), name: 'toolexec', how: 'environ' }]),
  );
  slow.letGo();
  await build;
  expect(await goBuildsRunning({ goEnvFile: lab.goEnvFile })).toEqual([]);
});

test("go's telemetry, which outlives the command that started it, is no build", async () => {
  const lab = goLab();
  const slow = slowModule(2, 1);
  // 2 is what the telemetry's own children have: go itself then runs as ever.
  const build = lab.go(slow.build, slow.dir, { GO_TELEMETRY_CHILD: '2' });
  await untilExists(slow.arrived);
  expect(await goBuildsRunning({ goEnvFile: lab.goEnvFile })).toEqual([]);
  slow.letGo();
  await build;
});
