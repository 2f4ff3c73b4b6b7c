import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockRollbacks } from '../../src/rollback/run-transaction.ts';
import { fileStep, journalled, SPAN } from './support/journalled.ts';

test('a rollback is one span with its reason, target and result, linked to the drift that it undoes', async () => {
  const lab = journalled();
  const drift = { ...SPAN, spanId: '00f067aa0ba902b7' };
  const { transaction, outcome } = await lab.perform([fileStep(join(lab.dir, 'a'), 'old a', 'new a')], {
    drift,
  });
  expect(transaction).toMatchObject({
    kind: 'sdk',
    reason: 'ci',
    note: 'broken vet',
    fingerprintBefore: 'sha256:00',
    span: SPAN,
  });
  expect(transaction.id).toMatch(/^[0-9a-f-]{36}$/);
  expect(outcome.result).toBe('success');
  expect(lab.spans[0]).toEqual({
    name: 'rollback.sdk',
    options: {
      attributes: {
        'rollback.reason': 'ci',
        'rollback.target': '/target',
        'rollback.from': '',
        'rollback.to': 'go1.25.4',
      },
      links: [drift],
    },
    attributes: { 'rollback.result': 'success' },
    errors: [],
  });
  expect(readdirSync(lab.journal)).toEqual([]);
});

test('one that fails marks its span, and has no link where no drift was traced', async () => {
  const lab = journalled();
  const steps = [fileStep(join(lab.dir, 'a'), 'old a', 'new a')];
  await lab.perform(steps, { verify: async () => 'go says go1.25.3' });
  expect(lab.spans[0]).toMatchObject({
    options: { links: [] },
    attributes: { 'rollback.result': 'failure' },
    errors: ['go says go1.25.3'],
  });
});

test('another rollback is named, and waited for where that is allowed', async () => {
  const lab = journalled();
  const steps = [fileStep(join(lab.dir, 'a'), 'old a', 'new a')];
  const lock = await lockRollbacks(lab.stateDir, 0);
  if (!lock.held) throw new Error('not held');
  await expect(lab.perform(steps)).rejects.toThrow(
    `another rollback is running (process ${process.pid}): wait for it, or use --wait`,
  );
  const waiting = lab.perform(steps, { waitMs: 60_000 });
  expect(readFileSync(join(lab.dir, 'a'), 'utf8')).toBe('old a');
  lock.release();
  expect(await waiting).toMatchObject({ outcome: { result: 'success' } });
});

test('a lock whose owner cannot be told holds all the same', async () => {
  const lab = journalled();
  mkdirSync(lab.journal, { recursive: true });
  writeFileSync(join(lab.journal, 'lock'), '');
  await expect(lab.perform([])).rejects.toThrow('another rollback is running: wait for it');
});

test('what uses that which would change is named, and waited for where that is allowed; then the lock is free', async () => {
  const lab = journalled();
  const steps = [fileStep(join(lab.dir, 'a'), 'old a', 'new a')];
  await expect(
    lab.perform(steps, { busy: async () => ['go (process 1)', 'go (process 2)'] }),
  ).rejects.toThrow('in use by go (process 1), go (process 2): let it finish, or use --wait 5m');
  expect(readFileSync(join(lab.dir, 'a'), 'utf8')).toBe('old a');
  const uses = [['go (process 1)'], ['go (process 1)'], []];
  const busy = async () => uses.shift() ?? [];
  expect(await lab.perform(steps, { waitMs: 60_000, busy })).toMatchObject({
    outcome: { result: 'success' },
  });
  expect(uses).toEqual([]);
});
