import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { archiveOf, type BuildBench, GREETINGS } from '../../scripts/integrity/build-rows.ts';
import { buildOnce } from '../../scripts/integrity/build-table.ts';
import { type Lab, query, startLab, until } from './support/lab.ts';

// The collector looks every 15 s, and at what was written lately once more.
const FOUND_WITHIN_S = 120;
let lab: Lab;
let dir: string;
let bench: BuildBench;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'godrift-e2e-cache-'));
  bench = buildOnce(dir);
  lab = await startLab(['builds'], {}, { GOCACHE: bench.gocache });
});

afterAll(async () => {
  await lab?.close();
  rmSync(dir, { recursive: true, force: true });
});

function corrupt(count: string) {
  return query(
    lab,
    `godrift_build_cache_entries{state="corrupt"} ${count} and on (cache) godrift_build_cache_entries{state="ok"} > 0`,
  );
}

test('a flipped byte of the build cache is found without being asked for, and reaches Slack; a new cache ends it', async () => {
  await until('a verified cache', () => corrupt('== 0'), FOUND_WITHIN_S);
  const firing = () => query(lab, 'ALERTS{alertname="GoBuildCacheCorrupt",alertstate="firing"}');
  expect(await firing()).toEqual([]);

  const { path, content } = archiveOf(bench, GREETINGS[0]);
  writeFileSync(path, content.replace(GREETINGS[0], `H${GREETINGS[0].slice(1)}`), 'latin1');
  await until('the corrupt entry', () => corrupt('== 1'), FOUND_WITHIN_S);
  const [alert] = await until('the alert', firing, FOUND_WITHIN_S);
  expect(alert?.metric).toMatchObject({
    severity: 'critical',
    cache: expect.stringMatching(/^[0-9a-f]{12}$/),
  });
  const sent = () => lab.receivers.accepted('slack', 'GoBuildCacheCorrupt').map(({ text }) => text);
  expect((await until('Slack', sent))[0]).toContain('godrift rollback cache');
  const { exitCode, stdout } = await lab.godrift([
    'check',
    '--only',
    'build_cache',
    '--json',
    'projects/builds',
  ]);
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout).projects[0].findings).toMatchObject([
    { key: 'state', severity: 'critical', fix: 'godrift rollback cache' },
  ]);

  rmSync(bench.gocache, { recursive: true });
  buildOnce(dir);
  await until('its end', async () => ((await firing()).length === 0 ? true : null), FOUND_WITHIN_S + 300);
}, 900_000);
