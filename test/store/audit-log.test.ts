import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AuditRecord } from '../../src/store/audit-entry.ts';
import { appendAudit, readAudit, verifyAudit } from '../../src/store/audit-log.ts';
import { tempProject } from '../support/run-cli.ts';

function record(id: string): AuditRecord {
  return {
    id,
    ts: 1_795_000_000_000,
    who: { uid: 1000, user: 'dev', ci: null },
    kind: 'sdk',
    reason: 'manual',
    note: `Tür "auf"\nzweite Zeile ${id}`,
    target: '/home/dev/.config/go/env',
    from: 'go1.26.8',
    to: 'go1.25.4',
    result: 'success',
    error: null,
    durationMs: 12.5,
    steps: ['GOTOOLCHAIN=go1.25.4'],
    fingerprints: { before: null, after: null },
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    traceFlags: 1,
  };
}

async function filled(count: number, options = {}): Promise<string> {
  const dir = tempProject();
  for (let index = 1; index <= count; index++) await appendAudit(dir, record(`t${index}`), options);
  return dir;
}

test('what is appended is read back, in order, with the trace fields that log collectors know', async () => {
  const dir = await filled(3);
  const entries = await readAudit(dir);
  expect(entries.map(({ seq, id }) => [seq, id])).toEqual([
    [1, 't1'],
    [2, 't2'],
    [3, 't3'],
  ]);
  expect(entries[2]).toMatchObject(record('t3'));
  const [line = ''] = readFileSync(join(dir, 'audit.jsonl'), 'utf8').split('\n');
  expect(JSON.parse(line)).toMatchObject({
    prev: '0'.repeat(64),
    trace_id: record('').traceId,
    span_id: record('').spanId,
    trace_flags: 1,
  });
  expect(verifyAudit(dir)).toEqual({ entries: 3, problems: [] });
});

test('a transaction that is on record is not recorded again', async () => {
  const dir = await filled(2);
  const again = await appendAudit(dir, record('t1'));
  expect(again.seq).toBe(1);
  expect(await readAudit(dir)).toHaveLength(2);
});

test('any changed byte is found', async () => {
  const dir = await filled(4);
  const file = join(dir, 'audit.jsonl');
  const whole = readFileSync(file);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ flip;
      writeFileSync(file, changed);
      expect(verifyAudit(dir).problems.length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
  writeFileSync(file, whole);
  expect(verifyAudit(dir).problems).toEqual([]);
});

test('a removed line, swapped lines and a missing end are named by file and line', async () => {
  const dir = await filled(4);
  const file = join(dir, 'audit.jsonl');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const put = (...order: readonly number[]) =>
    writeFileSync(file, order.map((index) => `${lines[index]}\n`).join(''));
  put(0, 2, 3);
  expect(verifyAudit(dir).problems[0]).toMatchObject({ file, line: 2 });
  put(0, 2, 1, 3);
  expect(verifyAudit(dir).problems[0]).toMatchObject({ file, line: 2 });
  put(0, 1, 2);
  expect(verifyAudit(dir).problems).toEqual([
    { file, line: null, message: 'ends with entry 3, entry 4 was written: its end is missing' },
  ]);
  rmSync(file);
  expect(verifyAudit(dir).problems).toHaveLength(1);
});

test('rotation does not break the chain', async () => {
  const dir = await filled(12, { maxBytes: 1_500 });
  const files = readdirSync(dir).filter((name) => name.endsWith('.jsonl'));
  expect(files.length).toBeGreaterThan(3);
  expect((await readAudit(dir)).map(({ seq }) => seq)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  expect(verifyAudit(dir)).toEqual({ entries: 12, problems: [] });
  rmSync(join(dir, files.toSorted()[1] ?? ''));
  expect(verifyAudit(dir).problems.length).toBeGreaterThan(0);
});

test('half a line at the end is moved aside, and nothing of it is lost', async () => {
  const dir = await filled(2);
  appendFileSync(join(dir, 'audit.jsonl'), '{"seq":3,"half');
  expect(verifyAudit(dir).problems).toHaveLength(1);
  const said: string[] = [];
  await appendAudit(dir, record('t3'), { onDamaged: (message) => said.push(message) });
  expect(said).toHaveLength(1);
  expect(verifyAudit(dir)).toEqual({ entries: 3, problems: [] });
  const aside = readdirSync(dir).find((name) => name.includes('torn')) ?? '';
  expect(readFileSync(join(dir, aside), 'utf8')).toBe('{"seq":3,"half');
});

test('processes that record at once make one chain', async () => {
  const dir = tempProject();
  const source = `
    import { appendAudit } from ${JSON.stringify(join(import.meta.dirname, '../../src/store/audit-log.ts'))};
    for (let i = 0; i < 8; i++)
      await appendAudit(process.argv[1], { ...${JSON.stringify(record('x'))}, id: process.argv[2] + i });
  `;
  await Promise.all(
    ['a', 'b', 'c', 'd'].map((name) =>
      execa(process.execPath, ['--input-type=module', '-e', source, dir, name]),
    ),
  );
  expect(verifyAudit(dir)).toEqual({ entries: 32, problems: [] });
});
