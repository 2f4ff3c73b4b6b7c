import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/domain/errors.ts';
import { fingerprintSnapshot } from '../../src/domain/fingerprint.ts';
import { writeSnapshot } from '../../src/domain/snapshot-text.ts';
import { readBaselineFile } from '../../src/store/baseline-file.ts';
import { listDeployments, recordDeployment } from '../../src/store/deployments.ts';
import { temporaryDir } from './temporary-dir.ts';

const PROJECT = 'example.com/shop';
const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 12, minute));
const snapshot = (facts: Record<string, string>) => writeSnapshot(facts, at(0));
const record = (
  dir: string,
  id: string,
  minute: number,
  facts: Record<string, string> = { 'modules.a': id },
) => recordDeployment(dir, PROJECT, { id, at: at(minute), snapshotText: snapshot(facts) });
const idsIn = async (dir: string) =>
  (await listDeployments(dir, PROJECT, expect.unreachable)).map(({ id }) => id);

describe('deployments', () => {
  test('are listed newest last, with fingerprint, change ratio and snapshot', async () => {
    const dir = temporaryDir();
    const facts = [
      { 'modules.a': '1', 'modules.b': '1', 'context.ide.pid': '1' },
      { 'modules.a': '2', 'modules.c': '1', 'context.ide.pid': '2' },
    ] as const;
    expect(await listDeployments(dir, PROJECT, expect.unreachable)).toEqual([]);
    const second = await record(dir, 'release/2 ü', 2, facts[1]);
    const first = await record(dir, 'release/1', 1, facts[0]);
    const listed = await listDeployments(dir, PROJECT, expect.unreachable);
    expect(listed).toEqual([
      {
        id: 'release/1',
        at: at(1),
        fingerprint: fingerprintSnapshot(facts[0]),
        changeRatio: null,
        file: first.file,
      },
      {
        id: 'release/2 ü',
        at: at(2),
        fingerprint: fingerprintSnapshot(facts[1]),
        changeRatio: 1,
        file: second.file,
      },
    ]);
    expect([first, second]).toEqual([listed[0], { ...listed[1], changeRatio: null }]);
    expect(basename(second.file)).toMatch(/^2026-11-23T12-02-00\.000Z-release-2-[0-9a-f]{8}\.snap$/);
    expect(basename(dirname(second.file))).toMatch(/^example\.com-shop-[0-9a-f]{8}$/);
    expect(readFileSync(second.file, 'utf8').split('\n')[1]).toBe('# deployment: release/2 ü');
    expect(await readBaselineFile(second.file)).toEqual({ takenAt: at(0), facts: facts[1] });
    expect(
      [second.file, dirname(second.file), join(dir, 'deployments')].map(
        (path) => statSync(path).mode & 0o777,
      ),
    ).toEqual([0o600, 0o700, 0o700]);
  });

  test('recording an id again replaces it, also with an older time', async () => {
    const dir = temporaryDir();
    await record(dir, 'one', 1);
    await record(dir, 'two', 2);
    await record(dir, 'one', 3, { 'modules.a': 'new' });
    expect(await idsIn(dir)).toEqual(['two', 'one']);
    await record(dir, 'one', 0);
    await record(dir, 'one', 0);
    expect(await idsIn(dir)).toEqual(['one', 'two']);
  });

  test('the newest 20 are kept', async () => {
    const dir = temporaryDir();
    for (let minute = 0; minute < 23; minute++) await record(dir, `d${minute}`, minute);
    expect(await idsIn(dir)).toEqual(Array.from({ length: 20 }, (_, i) => `d${i + 3}`));
  });

  test('the newest few keep their change ratio', async () => {
    const dir = temporaryDir();
    for (let minute = 0; minute < 4; minute++) await record(dir, `d${minute}`, minute);
    const few = await listDeployments(dir, PROJECT, expect.unreachable, { newest: 2 });
    expect(few.map(({ id, changeRatio }) => [id, changeRatio])).toEqual([
      ['d2', 1],
      ['d3', 1],
    ]);
  });

  test('projects are apart, whatever their names', async () => {
    const dir = temporaryDir();
    for (const name of ['../../etc', 'A/b', 'a/b', '']) {
      await recordDeployment(dir, name, { id: name || 'empty', at: at(1), snapshotText: snapshot({}) });
      expect((await listDeployments(dir, name, expect.unreachable)).map(({ id }) => id)).toEqual([
        name || 'empty',
      ]);
    }
    expect(readdirSync(join(dir, 'deployments'))).toHaveLength(4);
    expect(readdirSync(dir)).toEqual(['deployments']);
  });

  test('a damaged one is set aside with a warning, the others stand', async () => {
    const dir = temporaryDir();
    await record(dir, 'one', 1);
    const { file } = await record(dir, 'two', 2);
    writeFileSync(file, readFileSync(file, 'utf8').replace('modules.a=', 'modules.a'));
    writeFileSync(join(dirname(file), 'notes.snap'), 'not ours');
    const warnings: string[] = [];
    expect(
      (await listDeployments(dir, PROJECT, (message) => warnings.push(message))).map(({ id }) => id),
    ).toEqual(['one']);
    expect(warnings).toEqual([
      expect.stringContaining(`${file} is damaged (no "=" between key and value): moved to ${file}.damaged-`),
    ]);
    expect(await idsIn(dir)).toEqual(['one']);
  });

  test.each(['', ' x', 'a\nb', 'x'.repeat(201)])('%j is no id', async (id) => {
    await expect(record(temporaryDir(), id, 1, {})).rejects.toThrow(InputError);
  });

  test('a bad snapshot is refused and nothing is written', async () => {
    const dir = temporaryDir();
    await expect(
      recordDeployment(dir, PROJECT, { id: 'x', at: at(1), snapshotText: 'a=1\n' }),
    ).rejects.toThrow(InputError);
    expect(readdirSync(dir)).toEqual([]);
  });

  test('processes that record at once lose none, also of one id', async () => {
    const dir = temporaryDir();
    const script = `
      const { recordDeployment } = await import(${JSON.stringify(new URL('../../src/store/deployments.ts', import.meta.url).href)});
      const [, dir, worker, snapshotText] = process.argv;
      for (let i = 0; i < 4; i++) {
        await recordDeployment(dir, 'example.com/shop', { id: worker + i, at: new Date(), snapshotText });
        await recordDeployment(dir, 'example.com/shop', { id: 'shared', at: new Date(), snapshotText });
      }`;
    const workers = ['a', 'b', 'c'].map((worker) =>
      spawn(
        process.execPath,
        ['--input-type=module', '-e', script, dir, worker, snapshot({ 'modules.a': worker })],
        { stdio: 'inherit' },
      ),
    );
    const codes = await Promise.all(workers.map(async (worker) => (await once(worker, 'exit'))[0]));
    expect(codes).toEqual([0, 0, 0]);
    expect((await idsIn(dir)).toSorted()).toEqual([
      'a0',
      'a1',
      'a2',
      'a3',
      'b0',
      'b1',
      'b2',
      'b3',
      'c0',
      'c1',
      'c2',
      'c3',
      'shared',
    ]);
  });
});
