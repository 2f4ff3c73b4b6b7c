import { randomUUID } from 'node:crypto';
import type { SpanReference } from '../contract/tracer.ts';
import type { ReplacedState } from '../store/replaced-state.ts';
import type { Step } from './step.ts';

export type RollbackKind = 'sdk' | 'env' | 'cache';
export type RollbackReason = 'manual' | 'drift' | 'ci' | 'recover';

/** What a rollback does, complete before anything is done: `--dry-run` prints it. */
export interface Plan {
  readonly kind: RollbackKind;
  /** What is rolled back: a file, a project's directory, a cache. */
  readonly target: string;
  readonly from: string | null;
  readonly to: string;
  readonly steps: readonly Step[];
}

/** A plan on its way: what the journal holds. */
export interface Transaction extends Plan {
  readonly id: string;
  readonly reason: RollbackReason;
  /** The user's own words. */
  readonly note: string | null;
  /** ms since the epoch */
  readonly startedAt: number;
  readonly fingerprintBefore: string | null;
  readonly span: SpanReference | null;
  /** What `--to previous` needs beside the steps; null: nothing is kept for it. */
  readonly replaced: Pick<ReplacedState, 'variable' | 'ran'> | null;
}

export function newTransaction(
  plan: Plan,
  more: Omit<Transaction, keyof Plan | 'id' | 'startedAt'>,
): Transaction {
  return { ...plan, ...more, id: randomUUID(), startedAt: Date.now() };
}
