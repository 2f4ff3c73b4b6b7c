import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lockRollbacks } from '../../../src/rollback/run-transaction.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { tempProject } from '../../support/run-cli.ts';
import { goLab } from './go-lab.ts';

const HOUR_MS = 3_600_000;

/** A lab whose generations were rotated out a minute ago and before, the oldest first; `current` is the last. */
async function rotatedLab(count: number) {
  const lab = goLab();
  const generations = [];
  for (let n = 0; n < count; n += 1) generations.push((await lab.rotate(Date.now() - 60_000 + n)).generation);
  return { ...lab, generations, current: generations.at(-1) };
}

async function running(command: string, env: Readonly<Record<string, string>>) {
  const child = spawn(command, ['60'], { env });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  return child;
}

test('what is out of use goes, with its description; the one in use and what is no generation stay', async () => {
  const lab = await rotatedLab(3);
  writeFileSync(join(lab.cacheRoot, 'mine.json'), '');
  writeFileSync(join(lab.cacheRoot, 'gen-0123456789ab.json'), 'lone');
  writeFileSync(join(lab.cacheRoot, 'gen-0123456789ab.txt'), '');
  const { removed, kept } = await lab.collect();
  expect(removed).toEqual(lab.generations.slice(0, 2));
  expect(kept).toEqual([{ generation: lab.current, reason: 'current', users: [] }]);
  expect(readdirSync(lab.cacheRoot).toSorted()).toEqual(
    [
      'current',
      `${lab.current?.name}`,
      `${lab.current?.name}.json`,
      'gen-0123456789ab.txt',
      'history.json',
      'mine.json',
    ].toSorted(),
  );
});

test('one that a process refers to stays while it runs, and goes afterwards', async () => {
  const lab = await rotatedLab(2);
  const [old] = lab.generations;
  const child = await running('sleep', { GOCACHE: old?.path ?? '' });
  expect(await lab.collect()).toEqual({
    removed: [],
    kept: [
      { generation: old, reason: 'in_use', users: [`sleep (process ${child.pid}, environ)`] },
      { generation: lab.current, reason: 'current', users: [] },
    ],
  });
  expect(readdirSync(lab.cacheRoot).filter((name) => name.startsWith('.trash'))).toEqual([]);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  expect((await lab.collect()).removed).toEqual([old]);
});

test('what a run that was cut off had put away is deleted', async () => {
  const lab = await rotatedLab(1);
  mkdirSync(join(lab.cacheRoot, '.trash-1-gen-0123456789ab/aa'), { recursive: true });
  expect((await lab.collect()).removed).toEqual([]);
  expect(readdirSync(lab.cacheRoot).filter((name) => name.startsWith('.trash'))).toEqual([]);
});

test('nothing is deleted while a rollback is to be recovered; the lock is free again', async () => {
  const lab = await rotatedLab(2);
  mkdirSync(join(lab.stateDir, 'journal'), { recursive: true });
  writeFileSync(join(lab.stateDir, 'journal/x.json'), '{}');
  await expect(lab.collect()).rejects.toThrow('godrift rollback recover');
  expect(existsSync(lab.generations[0]?.path ?? '')).toBe(true);
  rmSync(join(lab.stateDir, 'journal/x.json'));
  const lock = await lockRollbacks(lab.stateDir, 0);
  expect(lock.held).toBe(true);
  if (lock.held) lock.release();
  expect((await lab.collect()).removed).toEqual([lab.generations[0]]);
  expect(readdirSync(join(lab.stateDir, 'journal'))).toEqual([]);
});

test('a cache root that cannot be changed is a StoreError, and the lock is free again', async () => {
  const lab = await rotatedLab(2);
  // A directory that is not empty has the name that it would be put away under.
  const now = Date.now() + 2 * HOUR_MS;
  const [old] = lab.generations;
  mkdirSync(join(lab.cacheRoot, `.trash-${now}-${old?.name}/in-the-way`), { recursive: true });
  await expect(lab.collect({ now })).rejects.toThrow(StoreError);
  await expect(lab.collect({ now })).rejects.toThrow(`cannot remove ${old?.path}: ENOTEMPTY`);
  expect(existsSync(old?.path ?? '')).toBe(true);
});

/** A directory like /proc with one `go` in it, which was started so many ms before this process. */
function procWithGo(environ: string, earlierMs: number): string {
  const own = readFileSync('/proc/self/stat', 'latin1');
  const [before = '', after = ''] = own.split(/(?<=\) )/);
  const fields = after.split(' ');
  const ticks = Number(fields[19]) - earlierMs / 10;
  const procDir = tempProject({
    [`${process.pid}/stat`]: own,
    '1/stat': before + fields.with(19, String(ticks)).join(' '),
    '1/environ': environ,
    '1/comm': 'go\n',
  });
  symlinkSync('/usr/local/go/bin/go', join(procDir, '1/exe'));
  return procDir;
}

test.each([
  ['that may have read the env file before the switch', '', 3_600_000, true],
  ['that was started long after the switch', '', -3_600_000, false],
  ['that has another GOCACHE', 'GOCACHE=/other\0', 3_600_000, false],
])('a go %s keeps what was in use then, or not', async (_, environ, earlierMs, isKept) => {
  const lab = await rotatedLab(2);
  const [old] = lab.generations;
  const { removed, kept } = await lab.collect({ procDir: procWithGo(environ, earlierMs) });
  expect(removed).toEqual(isKept ? [] : [old]);
  expect(kept.slice(0, -1)).toEqual(
    isKept ? [{ generation: old, reason: 'in_use', users: ["go (process 1, Go's env file)"] }] : [],
  );
});

test('where there is no /proc a generation stays until Go itself would delete what is in it', async () => {
  const lab = await rotatedLab(2);
  const [old] = lab.generations;
  const procDir = join(lab.home, 'no-proc');
  expect((await lab.collect({ procDir })).kept[0]).toEqual({ generation: old, reason: 'blind', users: [] });
  expect((await lab.collect({ procDir, now: Date.now() + 120 * HOUR_MS })).removed).toEqual([]);
  expect((await lab.collect({ procDir, now: Date.now() + 122 * HOUR_MS })).removed).toEqual([old]);
});
