import type { OnDamaged } from '../store/damaged.ts';
import { type JournalEntry, readJournal } from './journal.ts';
import { end, failure, type Outcome, success, type TransactionOptions, undoAll } from './run-transaction.ts';
import type { Transaction } from './transaction.ts';

export interface Recovered {
  readonly transaction: Transaction;
  readonly outcome: Outcome;
}

/**
 * Finishes what was verified before a crash, and undoes what was not. The caller holds the lock. Running it again changes
 * nothing. Throws StoreError.
 */
export async function recover(
  options: Pick<TransactionOptions, 'stateDir' | 'record'> & { readonly onDamaged: OnDamaged },
): Promise<{ readonly recovered: readonly Recovered[]; readonly damaged: number }> {
  const { entries, damaged } = await readJournal(options.stateDir, options.onDamaged);
  const recovered: Recovered[] = [];
  // The newest first: an older one may have written the same file.
  for (const entry of entries.toReversed())
    recovered.push({
      transaction: entry.transaction,
      outcome: await end(entry.transaction, options, await settle(entry)),
    });
  return { recovered, damaged };
}

async function settle({ phase, transaction }: JournalEntry): Promise<Outcome> {
  if (phase === 'verified') return success(transaction);
  return failure(transaction, 'interrupted, and undone', await undoAll(transaction.steps));
}
