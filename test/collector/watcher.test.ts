import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createWatcher, type Dirty } from '../../src/collector/watch/watcher.ts';
import { tempProject } from '../support/run-cli.ts';

interface Seen {
  readonly watcher: ReturnType<typeof createWatcher>;
  readonly warnings: string[];
  /** What is told from now on, until it holds this path, or everything. */
  readonly until: (path: string) => Promise<Dirty>;
}

function watching(paths: readonly string[], { listing = false } = {}): Seen {
  const warnings: string[] = [];
  const watcher = createWatcher({ onDirty: () => {}, warn: (line) => warnings.push(line) });
  onTestFinished(() => watcher.close());
  for (const path of paths) watcher.add(path, { listing });
  const until = async (path: string): Promise<Dirty> => {
    const seen = new Set<string>();
    for (let tries = 0; tries < 400; tries++) {
      const dirty = watcher.take();
      if (dirty === 'all') return dirty;
      for (const one of dirty) seen.add(one);
      if (seen.has(path)) return seen;
      await sleep(5);
    }
    throw new Error(`nothing was told of ${path}`);
  };
  return { watcher, warnings, until };
}

test('tells of a file that is written, replaced, removed and made again, and of no other', async () => {
  const dir = tempProject({ 'go.mod': 'module a\n' });
  const file = join(dir, 'go.mod');
  const { until, watcher } = watching([file]);
  writeFileSync(join(dir, 'other'), 'x');
  writeFileSync(file, 'module b\n');
  expect(await until(file)).toEqual(new Set([file]));
  writeFileSync(join(dir, 'new'), 'module c\n');
  renameSync(join(dir, 'new'), file);
  expect(await until(file)).toEqual(new Set([file]));
  rmSync(file);
  await until(file);
  writeFileSync(file, 'module d\n');
  await until(file);
  expect(watcher.counts()).toMatchObject({ overflows: 0, rescans: 0 });
  expect(watcher.counts().events).toBeGreaterThanOrEqual(4);
});

test('tells of a file in directories that are not there yet', async () => {
  const dir = tempProject();
  const file = join(dir, 'a/b/c/go.env');
  const { until } = watching([file]);
  mkdirSync(join(dir, 'a/b/c'), { recursive: true });
  await until(file);
  writeFileSync(file, 'GOFLAGS=-v\n');
  await until(file);
  rmSync(join(dir, 'a'), { recursive: true });
  await until(file);
  mkdirSync(join(dir, 'a/b/c'), { recursive: true });
  await until(file);
  writeFileSync(file, 'GOFLAGS=-x\n');
  await until(file);
});

test('follows links at every step: a binary behind links, an SDK directory that is exchanged', async () => {
  const dir = tempProject({ 'sdk1/bin/go': '1', 'sdk2/bin/go': '2', 'bin/keep': '' });
  symlinkSync(join(dir, 'sdk1'), join(dir, 'current'));
  symlinkSync('../current/bin/go', join(dir, 'bin/go'));
  const file = join(dir, 'bin/go');
  const { until } = watching([file]);
  writeFileSync(join(dir, 'sdk1/bin/go'), '1.1');
  await until(file);
  symlinkSync(join(dir, 'sdk2'), join(dir, 'next'));
  renameSync(join(dir, 'next'), join(dir, 'current'));
  await until(file);
  writeFileSync(join(dir, 'sdk2/bin/go'), '2.1');
  await until(file);
  rmSync(file);
  writeFileSync(file, 'no link any more');
  await until(file);
  writeFileSync(file, 'written in place');
  await until(file);
});

test('tells of a directory that was listed when anything comes into it', async () => {
  const dir = tempProject();
  const { until } = watching([dir], { listing: true });
  writeFileSync(join(dir, 'golangci-lint'), '');
  expect(await until(dir)).toEqual(new Set([dir]));
});

test('tells nothing any more of what is not followed any more', async () => {
  const dir = tempProject({ 'go.mod': '', 'go.sum': '' });
  const [mod, sum] = [join(dir, 'go.mod'), join(dir, 'go.sum')];
  const { watcher, until } = watching([mod, sum]);
  watcher.remove(mod);
  writeFileSync(mod, 'x');
  writeFileSync(sum, 'x');
  expect(await until(sum)).toEqual(new Set([sum]));
  expect([watcher.covers(mod), watcher.covers(sum)]).toEqual([false, true]);
});

test('a storm that overflows the kernel’s queue loses nothing: everything is looked at', async () => {
  const dir = tempProject({ 'go.mod': 'module a\n' });
  const file = join(dir, 'go.mod');
  const { until, watcher } = watching([file]);
  // The event loop stands still meanwhile, so nobody reads the queue; the change that counts comes when it is full.
  for (let index = 0; index < 30_000; index++) writeFileSync(join(dir, `f${index}`), '');
  writeFileSync(file, 'module b\n');
  expect(await until(file)).toBe('all');
  expect(watcher.counts()).toMatchObject({ overflows: 1, rescans: 1 });
  // And goes on.
  writeFileSync(file, 'module c\n');
  expect(await until(file)).toEqual(new Set([file]));
});

test('a directory that the kernel does not watch is said once, and taken up when there is room', async (context) => {
  const script = fileURLToPath(new URL('support/limited-watches.ts', import.meta.url));
  const limit = 'echo 8 > /proc/sys/user/max_inotify_watches && exec "$0" "$@"';
  try {
    execFileSync('unshare', ['-Ur', 'sh', '-c', 'echo 8 > /proc/sys/user/max_inotify_watches'], {
      stdio: 'pipe',
    });
  } catch {
    return context.skip('this system lets nobody lower fs.inotify limits in a user namespace');
  }
  const printed = execFileSync('unshare', ['-Ur', 'sh', '-c', limit, process.execPath, script], {
    encoding: 'utf8',
  });
  expect(JSON.parse(printed)).toEqual({
    warnings: [expect.stringContaining('max_user_watches')],
    coveredBefore: false,
    coveredAfter: true,
    told: true,
  });
});
