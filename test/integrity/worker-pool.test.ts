import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { HASH_BYTES, unpackStats } from '../../src/integrity/packed-tree.ts';
import { openTreeIndex } from '../../src/integrity/tree-index.ts';
import { createWorkerPool, type PoolOptions, type WorkerPool } from '../../src/integrity/worker-pool.ts';
import { tempProject } from '../support/run-cli.ts';

const pools: WorkerPool[] = [];
const OLD = new Date('2024-01-01T00:00:00Z');

function pool(options: PoolOptions = { workers: 1 }): WorkerPool {
  const made = createWorkerPool(options);
  pools.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((one) => one.close()));
});

test('hashes each file of a tree, whatever its name, and names what it cannot', async () => {
  const root = tempProject({ 'a.txt': 'a', 'd/new\nline': 'b', 'd/empty': '' });
  symlinkSync('.', join(root, 'd/loop'));
  symlinkSync('../a.txt', join(root, 'd/link'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  writeFileSync(join(root, 'huge'), '');
  truncateSync(join(root, 'huge'), 3 << 20);
  const tree = await pool().run('tree', { root, known: null });
  const names = unpackStats(tree.stats)?.names ?? [];
  const hashes = Object.fromEntries(
    names.map((name, index) => [
      name,
      Buffer.from(tree.hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES)).toString('hex'),
    ]),
  );
  const sha256 = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(root, name)))
      .digest('hex');
  const readable = ['a.txt', 'd/empty', 'd/link', 'd/new\nline', 'huge'];
  expect(hashes).toEqual(Object.fromEntries(readable.map((name) => [name, sha256(name)])));
  expect(tree.problems.map(({ name, kind }) => ({ name, kind }))).toEqual([
    { name: 'pipe', kind: 'special' },
    { name: 'd/loop', kind: 'special' },
  ]);
});

test('what looks as the index has it is not read; what was written a moment ago is', async () => {
  const root = tempProject({ 'a.txt': 'a', 'b.txt': 'b' });
  const workers = pool();
  // However long this takes, it stays newer than the moment of reading.
  const soon = new Date(Date.now() + 3_600_000);
  for (const name of ['a.txt', 'b.txt']) utimesSync(join(root, name), soon, soon);
  const first = await workers.run('tree', { root, known: null });
  expect((await workers.run('tree', { root, known: first })).filesRead).toBe(2);
  for (const name of ['a.txt', 'b.txt']) utimesSync(join(root, name), OLD, OLD);
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  const settled = await workers.run('tree', { root, known: first });
  expect(await workers.run('tree', { root, known: settled })).toMatchObject({
    unchanged: true,
    filesRead: 0,
  });

  // Neither size nor mtime tells: ctime does.
  writeFileSync(join(root, 'a.txt'), 'X');
  utimesSync(join(root, 'a.txt'), OLD, OLD);
  const changed = await workers.run('tree', { root, known: settled });
  expect(changed).toMatchObject({ unchanged: false, filesRead: 1 });
  expect(Buffer.compare(changed.hashes, settled.hashes)).not.toBe(0);
});

test('an aborted pool reads no further and rejects with the reason', async () => {
  const root = tempProject({ huge: '' });
  truncateSync(join(root, 'huge'), 2 ** 32);
  const controller = new AbortController();
  const workers = pool({ workers: 1, bytesPerSecond: 1 << 20, signal: controller.signal });
  const running = workers.run('tree', { root, known: null });
  const waiting = workers.run('tree', { root, known: null });
  const both = Promise.allSettled([running, waiting]);
  while (workers.progress().bytes === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  controller.abort(new Error('enough'));
  expect(await both).toEqual([
    { status: 'rejected', reason: new Error('enough') },
    { status: 'rejected', reason: new Error('enough') },
  ]);
  expect(workers.progress().bytes).toBeLessThan(2 ** 31);
});

test('the index outlives the process, forgets what is gone, and is rebuilt where it is damaged', async () => {
  const stateDir = tempProject();
  const root = tempProject({ 'a.txt': 'a' });
  const gone = tempProject({ 'a.txt': 'a' });
  const tree = await pool().run('tree', { root, known: null });
  const warnings: string[] = [];
  const open = () => openTreeIndex({ stateDir, onDamaged: (message) => warnings.push(message) });

  const first = await open();
  first.put(root, tree);
  first.put(gone, tree);
  renameSync(gone, `${gone}-moved`);
  await first.close();
  const second = await open();
  expect(second.get(root)?.hashes).toEqual(new Uint8Array(tree.hashes));
  expect(second.get(gone)).toBeNull();
  await second.close();
  expect(warnings).toEqual([]);

  writeFileSync(
    join(stateDir, 'integrity.db'),
    'no database, however long it may be, of any kind'.repeat(100),
  );
  const third = await open();
  expect(third.get(root)).toBeNull();
  third.put(root, tree);
  await third.close();
  expect(warnings).toEqual([
    expect.stringMatching(/integrity\.db is damaged .*rebuilt.*: moved to .*integrity\.db\.damaged-/),
  ]);
  const fourth = await open();
  expect(fourth.get(root)).not.toBeNull();
  await fourth.close();
});

test('without a directory to write to there is no index, which is said', async () => {
  const file = join(tempProject({ file: '' }), 'file');
  const warnings: string[] = [];
  const index = await openTreeIndex({
    stateDir: join(file, 'state'),
    onDamaged: (message) => warnings.push(message),
  });
  expect(index.get('/')).toBeNull();
  await index.close();
  expect(warnings).toEqual([expect.stringContaining('integrity.db cannot be used')]);
});
