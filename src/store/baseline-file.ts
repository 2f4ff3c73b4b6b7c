import type { FactMap } from '../domain/facts.ts';
import { readSnapshot, type Snapshot, writeSnapshot } from '../domain/snapshot-text.ts';
import { writeAtomic } from './atomic-file.ts';
import { readInput } from './read-input.ts';

/** The approved snapshot in a file (absolute path); null if there is none. Throws InputError with every problem by line. */
export async function readBaselineFile(file: string): Promise<Snapshot | null> {
  const bytes = await readInput(file);
  return bytes === null ? null : readSnapshot(bytes, file);
}

/** Writes a snapshot as the baseline, for everyone to read: it is committed. Throws StoreError. */
export async function writeBaselineFile(file: string, facts: FactMap, takenAt: Date): Promise<void> {
  await writeAtomic(file, writeSnapshot(facts, takenAt));
}
