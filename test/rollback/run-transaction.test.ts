import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeJournal } from '../../src/rollback/journal.ts';
import { recover } from '../../src/rollback/recover.ts';
import { applyStep } from '../../src/rollback/step.ts';
import { fileStep, journalled, linkStep, SPAN } from './support/journalled.ts';

const read = (dir: string) => ['a', 'b'].map((name) => readFileSync(join(dir, name), 'utf8'));
const both = (dir: string) => [
  fileStep(join(dir, 'a'), 'old a', 'new a'),
  fileStep(join(dir, 'b'), 'old b', 'new b'),
];

test('a success is journalled while it lasts, traced step by step, and on record', async () => {
  const lab = journalled();
  const phases: unknown[] = [];
  const look = () => {
    const [name = ''] = readdirSync(lab.journal);
    const file = join(lab.journal, name);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    phases.push(JSON.parse(readFileSync(file, 'utf8')).phase);
  };
  const outcome = await lab.run(both(lab.dir), {
    verify: async () => {
      look();
      return null;
    },
    record: async (transaction, result) => {
      look();
      lab.records.push({ transaction, outcome: result });
    },
  });
  expect(outcome).toEqual({ result: 'success', error: null, left: [], durationMs: expect.any(Number) });
  expect(outcome.durationMs).toBeGreaterThanOrEqual(0);
  expect(outcome.durationMs).toBeLessThan(600_000);
  expect([read(lab.dir), phases, readdirSync(lab.journal)]).toEqual([
    ['new a', 'new b'],
    ['applying', 'verified'],
    [],
  ]);
  expect(lab.records.map(({ outcome: { result } }) => result)).toEqual(['success']);
  expect(lab.spans).toMatchObject(
    ['a', 'b'].map((name) => ({
      name: 'rollback.step',
      options: {
        attributes: { 'rollback.step': 'write_file', 'rollback.step.change': `edit ${join(lab.dir, name)}` },
      },
    })),
  );
});

test.each([
  ['says so', async () => 'go says go1.25.3', 'go says go1.25.3'],
  ['cannot tell', () => Promise.reject(new Error('no time left')), 'no time left'],
  ['fails oddly', () => Promise.reject('odd'), 'odd'],
])('where the check after it %s every step is undone, and that is on record', async (_, verify, error) => {
  const lab = journalled();
  const outcome = await lab.run(both(lab.dir), { verify });
  expect(outcome).toMatchObject({ result: 'failure', error, left: [] });
  expect(outcome.durationMs).toBeLessThan(600_000);
  expect([read(lab.dir), readdirSync(lab.journal)]).toEqual([['old a', 'old b'], []]);
  expect(lab.records).toMatchObject([{ outcome: { result: 'failure', error } }]);
});

test('a step that fails ends it: what was done is undone, what follows is not tried, nothing is verified', async () => {
  const lab = journalled();
  let asked = 0;
  const blocked = join(lab.dir, 'a/below');
  const outcome = await lab.run(both(lab.dir).toSpliced(1, 0, fileStep(blocked, null, 'x')), {
    verify: async () => {
      asked += 1;
      return null;
    },
  });
  expect(outcome).toMatchObject({ result: 'failure', left: [], error: expect.stringContaining(blocked) });
  expect([read(lab.dir), asked, lab.spans.length]).toEqual([['old a', 'old b'], 0, 2]);
});

test('what someone else has changed since the plan is refused before anything is written', async () => {
  const lab = journalled();
  writeFileSync(join(lab.dir, 'b'), 'theirs');
  await expect(lab.run(both(lab.dir))).rejects.toThrow(
    `${join(lab.dir, 'b')}: has changed since the rollback was planned`,
  );
  expect([read(lab.dir), existsSync(lab.journal), lab.records]).toEqual([['old a', 'theirs'], false, []]);
});

test('what someone else changes meanwhile is left as it is, and said', async () => {
  const lab = journalled();
  const outcome = await lab.run(both(lab.dir), {
    verify: async () => {
      writeFileSync(join(lab.dir, 'b'), 'theirs');
      return 'not what was wanted';
    },
  });
  expect(outcome).toMatchObject({ result: 'failure', left: [join(lab.dir, 'b')] });
  expect(read(lab.dir)).toEqual(['old a', 'theirs']);
});

test('where one step cannot be undone the others are, and the journal stays for recover', async () => {
  const lab = journalled();
  const link = join(lab.dir, 'sub/link');
  const steps = both(lab.dir).toSpliced(1, 0, linkStep(link, '/old', '/new'));
  // Not even root can write the temporary link of the undoing: a directory has its name.
  const inTheWay = `${link}.${process.pid}`;
  const verify = async () => {
    mkdirSync(join(inTheWay, 'x'), { recursive: true });
    return 'no';
  };
  await applyStep(linkStep(link, null, '/old'));
  await expect(lab.run(steps, { verify })).rejects.toThrow(inTheWay);
  expect([read(lab.dir), readdirSync(lab.journal).length, lab.records]).toEqual([['old a', 'old b'], 1, []]);
  await expect(lab.run(both(lab.dir))).rejects.toThrow(
    'an earlier rollback was interrupted: godrift rollback recover',
  );
  rmSync(inTheWay, { recursive: true });
  const { recovered } = await recover({ ...lab.options, onDamaged: () => {} });
  expect(recovered).toMatchObject([
    { outcome: { result: 'failure', error: 'interrupted, and undone', left: [] } },
  ]);
  expect(readdirSync(lab.journal)).toEqual([]);
});

test('recover undoes what was being applied, the newest first, and only records what was verified', async () => {
  const lab = journalled({ a: 'newest', b: 'new b' });
  const a = join(lab.dir, 'a');
  const entries = [
    {
      phase: 'applying',
      transaction: lab.transaction([fileStep(a, 'old a', 'new a')], { id: 'z', startedAt: 1 }),
    },
    {
      phase: 'applying',
      transaction: lab.transaction([fileStep(a, 'new a', 'newest')], { id: 'y', startedAt: 2 }),
    },
    {
      phase: 'verified',
      transaction: lab.transaction([fileStep(join(lab.dir, 'b'), 'old b', 'new b')], {
        id: 'x',
        startedAt: 3,
        span: SPAN,
      }),
    },
  ] as const;
  for (const entry of entries) await writeJournal(lab.stateDir, entry);
  writeFileSync(join(lab.journal, 'lock'), 'no entry');
  writeFileSync(join(lab.journal, 'damaged.json'), '{"phase":"applying"}');
  const said: string[] = [];
  const { recovered, damaged } = await recover({
    ...lab.options,
    onDamaged: (message) => said.push(message),
  });
  expect(read(lab.dir)).toEqual(['old a', 'new b']);
  expect(recovered.map(({ transaction: { id }, outcome: { result, error } }) => [id, result, error])).toEqual(
    [
      ['x', 'success', null],
      ['y', 'failure', 'interrupted, and undone'],
      ['z', 'failure', 'interrupted, and undone'],
    ],
  );
  expect(recovered[0]?.transaction).toEqual(entries[2].transaction);
  expect([damaged, said]).toEqual([
    1,
    [expect.stringMatching(/damaged\.json is damaged \(not what godrift writes\)/)],
  ]);
  expect(readdirSync(lab.journal).filter((name) => name.endsWith('.json'))).toEqual([]);
  expect(await recover({ ...lab.options, onDamaged: () => {} })).toEqual({ recovered: [], damaged: 0 });
});

test('an entry that an earlier release wrote is recovered, without anything to return to', async () => {
  const lab = journalled();
  const transaction = lab.transaction(both(lab.dir));
  await writeJournal(lab.stateDir, { phase: 'verified', transaction });
  const file = join(lab.journal, `${transaction.id}.json`);
  const entry = JSON.parse(readFileSync(file, 'utf8'));
  delete entry.transaction.replaced;
  writeFileSync(file, JSON.stringify(entry));
  const { recovered, damaged } = await recover({ ...lab.options, onDamaged: () => {} });
  expect([damaged, recovered.map(({ transaction: { replaced } }) => replaced)]).toEqual([0, [null]]);
});

test('the record comes before the journal goes: a record that fails leaves the rollback to recover', async () => {
  const lab = journalled();
  const record = () => Promise.reject(new Error('disk full'));
  await expect(lab.run(both(lab.dir), { record })).rejects.toThrow('disk full');
  expect(readdirSync(lab.journal).length).toBe(1);
  const { recovered } = await recover({ ...lab.options, onDamaged: () => {} });
  expect(recovered).toMatchObject([{ outcome: { result: 'success' } }]);
  expect(read(lab.dir)).toEqual(['new a', 'new b']);
});
