import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createEventLog, type LoggedEvent } from '../../src/store/event-log.ts';
import { temporaryDir } from './temporary-dir.ts';

const SOURCE = join(import.meta.dirname, '../../src/store/event-log.ts');
const run = promisify(execFile);

function event(id: string): LoggedEvent {
  return {
    alert_id: id,
    severity: 'warning',
    source: 'godrift',
    summary: 'Go is not the declared one\nin shop',
    ts: 1_795_000_000_000,
    context: { project: 'shop', dimension: 'go_version' },
  };
}

function ids(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as LoggedEvent).alert_id);
}

const LINE_BYTES = Buffer.byteLength(`${JSON.stringify(event('a'))}\n`);

test('an event is one line, in a file of its own that only its user can read', async () => {
  const file = join(temporaryDir(), 'state', 'events.jsonl');
  const log = createEventLog(file, { maxBytes: 1_000, keep: 1, warn: expect.unreachable });
  await log.append(event('a'));
  expect(readFileSync(file, 'utf8')).toBe(
    '{"alert_id":"a","severity":"warning","source":"godrift","summary":"Go is not the declared one\\nin shop",' +
      '"ts":1795000000000,"context":{"project":"shop","dimension":"go_version"}}\n',
  );
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
});

test('events stand in the order in which they were appended, awaited or not', async () => {
  const file = join(temporaryDir(), 'events.jsonl');
  const log = createEventLog(file, { maxBytes: 10_000, keep: 1, warn: expect.unreachable });
  await Promise.all(['a', 'b', 'c'].map((id) => log.append(event(id))));
  expect(ids(file)).toEqual(['a', 'b', 'c']);
});

test('a full file is put aside, the oldest beyond the number kept goes', async () => {
  const dir = temporaryDir();
  const file = join(dir, 'events.jsonl');
  const log = createEventLog(file, { maxBytes: 2 * LINE_BYTES, keep: 2, warn: expect.unreachable });
  for (const id of 'abcdefgh') await log.append(event(id));
  expect(readdirSync(dir).toSorted()).toEqual(['events.1.jsonl', 'events.2.jsonl', 'events.jsonl']);
  expect(ids(file)).toEqual(['g', 'h']);
  expect(ids(join(dir, 'events.1.jsonl'))).toEqual(['e', 'f']);
  expect(ids(join(dir, 'events.2.jsonl'))).toEqual(['c', 'd']);
  expect(statSync(join(dir, 'events.1.jsonl')).mode & 0o777).toBe(0o600);
});

test('an event longer than a whole file is written all the same; with nothing kept, one file remains', async () => {
  const dir = temporaryDir();
  const file = join(dir, 'events.jsonl');
  const log = createEventLog(file, { maxBytes: 1, keep: 0, warn: expect.unreachable });
  for (const id of 'ab') await log.append(event(id));
  expect(readdirSync(dir)).toEqual(['events.jsonl']);
  expect(ids(file)).toEqual(['b']);
});

test('a line that a crash cut short does not take the next one with it', async () => {
  const file = join(temporaryDir(), 'events.jsonl');
  appendFileSync(file, '{"alert_id":"to');
  const log = createEventLog(file, { maxBytes: 10_000, keep: 1, warn: expect.unreachable });
  await log.append(event('a'));
  const [torn, whole, end] = readFileSync(file, 'utf8').split('\n');
  expect([torn, whole, end]).toEqual(['{"alert_id":"to', JSON.stringify(event('a')), '']);
});

test('what cannot be written costs one warning, and the next event is written once it can', async () => {
  const file = join(temporaryDir(), 'events.jsonl');
  mkdirSync(file);
  const warnings: string[] = [];
  const log = createEventLog(file, { maxBytes: 10_000, keep: 1, warn: (message) => warnings.push(message) });
  await log.append(event('a'));
  await log.append(event('b'));
  expect(warnings).toEqual([`events are lost: cannot write ${file}: EISDIR`]);
  rmSync(file, { recursive: true });
  await log.append(event('c'));
  expect(ids(file)).toEqual(['c']);
});

test.runIf(existsSync('/dev/full'))('a full disk costs a warning that says so', async () => {
  const warnings: string[] = [];
  const log = createEventLog('/dev/full', {
    maxBytes: 10_000,
    keep: 1,
    warn: (message) => warnings.push(message),
  });
  await log.append(event('a'));
  expect(warnings).toEqual([
    'events are lost: cannot write /dev/full: no space left: free some, or use another directory',
  ]);
});

test('processes that append and rotate at once lose no line and mix none', async () => {
  const dir = temporaryDir();
  const file = join(dir, 'events.jsonl');
  const each = 150;
  const writer = `
    import { createEventLog } from ${JSON.stringify(SOURCE)};
    const log = createEventLog(process.argv[1], { maxBytes: 20000, keep: 100, warn: (m) => { throw new Error(m); } });
    for (let n = 0; n < ${each}; n++)
      await log.append({ alert_id: process.argv[2] + n, severity: 'info', source: 's', summary: 'x'.repeat(200), ts: n, context: {} });`;
  const writers = ['a', 'b', 'c'];
  await Promise.all(
    writers.map((name) => run(process.execPath, ['--input-type=module', '--eval', writer, file, name])),
  );
  const files = readdirSync(dir);
  expect(files.length).toBeGreaterThan(3);
  expect(files.filter((name) => !/^events(\.\d+)?\.jsonl$/.test(name))).toEqual([]);
  const written = files.flatMap((name) => ids(join(dir, name)));
  const expected = writers.flatMap((name) => Array.from({ length: each }, (_, n) => `${name}${n}`));
  expect(written.toSorted()).toEqual(expected.toSorted());
});
