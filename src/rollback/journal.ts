import { readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomic } from '../store/atomic-file.ts';
import { type OnDamaged, setAside } from '../store/damaged.ts';
import { isAbsent } from '../store/read-bytes.ts';
import { STATE_FILE_MODE } from '../store/state-dir.ts';
import { storeError } from '../store/store-error.ts';
import { journalDir, journalNames } from './interrupted.ts';
import type { Transaction } from './transaction.ts';

/** `applying`: to be undone after a crash. `verified`: done, to be put on record. */
export type Phase = 'applying' | 'verified';

export interface JournalEntry {
  readonly phase: Phase;
  readonly transaction: Transaction;
}

function journalFile(stateDir: string, id: string): string {
  return join(journalDir(stateDir), `${id}.json`);
}

/** Writes or replaces a transaction's entry, durably. Throws StoreError; the entry before it then stands. */
export async function writeJournal(stateDir: string, journalEntry: JournalEntry): Promise<void> {
  const file = journalFile(stateDir, journalEntry.transaction.id);
  await writeAtomic(file, JSON.stringify(journalEntry), { mode: STATE_FILE_MODE });
}

/** Throws StoreError. */
export function removeJournal(stateDir: string, id: string): void {
  const file = journalFile(stateDir, id);
  try {
    unlinkSync(file);
  } catch (error) {
    if (!isAbsent(error)) throw storeError('remove', file, error);
  }
}

/** What was cut off, the oldest first. A damaged entry is set aside, said, and counted. Throws StoreError. */
export async function readJournal(
  stateDir: string,
  onDamaged: OnDamaged,
): Promise<{ readonly entries: readonly JournalEntry[]; readonly damaged: number }> {
  // The schema's library takes longer to load than a rollback to run.
  const { journalSchema } = await import('./journal-schema.ts');
  const entries: JournalEntry[] = [];
  let damaged = 0;
  for (const name of journalNames(stateDir)) {
    const file = join(journalDir(stateDir), name);
    const parsed = journalSchema.safeParse(parse(read(file)));
    if (parsed.success) entries.push(parsed.data);
    else {
      damaged += 1;
      await setAside(file, 'not what godrift writes', onDamaged);
    }
  }
  return {
    entries: entries.toSorted((a, b) => a.transaction.startedAt - b.transaction.startedAt),
    damaged,
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw storeError('read', file, error);
  }
}

/** undefined for what is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
