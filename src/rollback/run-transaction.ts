import type { Tracer } from '../contract/tracer.ts';
import { inputError } from '../domain/errors.ts';
import { acquireLock } from '../store/file-lock.ts';
import { faultPoint } from './fault-point.ts';
import { INTERRUPTED, journalNames } from './interrupted.ts';
import { removeJournal, writeJournal } from './journal.ts';
import { applyStep, inverse, type Step, stateOf } from './step.ts';
import type { Transaction } from './transaction.ts';

/** How a transaction ended. `error` is one line without secrets; null after a success. */
export interface Outcome {
  readonly result: 'success' | 'failure';
  readonly error: string | null;
  /** What could not be undone: someone else has changed it since. Empty after a success. */
  readonly left: readonly string[];
  readonly durationMs: number;
}

export interface TransactionOptions {
  readonly stateDir: string;
  readonly tracer: Tracer;
  /** Asks the real `go` whether the new state is what was wanted; the problem in one line, or null. */
  readonly verify: () => Promise<string | null>;
  /** Puts the outcome on record; called again for the same transaction after a crash. */
  readonly record: (transaction: Transaction, outcome: Outcome) => Promise<void>;
}

/**
 * Journals, applies and verifies a transaction, and puts it on record; what fails is undone. Whatever moment the process
 * is killed at, `recover` leaves the old state or the new one. The caller holds the lock. Throws InputError where a step's
 * file is not what it was when it was planned, StoreError where the journal cannot be written: nothing is changed then.
 */
export async function runTransaction(
  transaction: Transaction,
  options: TransactionOptions,
): Promise<Outcome> {
  const { stateDir, tracer } = options;
  if (journalNames(stateDir).length > 0) throw inputError(INTERRUPTED);
  for (const step of transaction.steps)
    if (stateOf(step) === 'foreign')
      throw inputError('has changed since the rollback was planned', step.path);
  faultPoint();
  await writeJournal(stateDir, { phase: 'applying', transaction });
  faultPoint();
  let error = await applyAll(transaction.steps, tracer);
  error ??= await options.verify().catch(messageOf);
  faultPoint();
  if (error !== null) {
    const left = await undoAll(transaction.steps);
    return end(transaction, options, failure(transaction, error, left));
  }
  await writeJournal(stateDir, { phase: 'verified', transaction });
  faultPoint();
  return end(transaction, options, success(transaction));
}

export function success({ startedAt }: Transaction): Outcome {
  return { result: 'success', error: null, left: [], durationMs: Date.now() - startedAt };
}

export function failure({ startedAt }: Transaction, error: string, left: readonly string[]): Outcome {
  return { result: 'failure', error, left, durationMs: Date.now() - startedAt };
}

/** Record first, journal last: what is recorded twice has one id. */
export async function end(
  transaction: Transaction,
  { stateDir, record }: Pick<TransactionOptions, 'stateDir' | 'record'>,
  outcome: Outcome,
): Promise<Outcome> {
  await record(transaction, outcome);
  faultPoint();
  removeJournal(stateDir, transaction.id);
  faultPoint();
  return outcome;
}

/** The first problem, or null. */
async function applyAll(steps: readonly Step[], tracer: Tracer): Promise<string | null> {
  for (const step of steps) {
    const attributes = { 'rollback.step': step.kind, 'rollback.step.change': step.brief };
    try {
      await tracer.span('rollback.step', { attributes }, () => applyStep(step));
    } catch (cause) {
      return messageOf(cause);
    }
    faultPoint();
  }
  return null;
}

/**
 * In reverse order; returns the paths that hold neither side: someone else's. A step that cannot be undone does not keep
 * the others; the journal stays then. Throws the first StoreError.
 */
export async function undoAll(steps: readonly Step[]): Promise<readonly string[]> {
  const left: string[] = [];
  let failed: unknown = null;
  for (const step of steps.toReversed()) {
    const state = stateOf(step);
    if (state === 'foreign') left.push(step.path);
    if (state !== 'after') continue;
    await applyStep(inverse(step)).catch((cause: unknown) => {
      failed ??= cause;
    });
    faultPoint();
  }
  if (failed !== null) throw failed;
  return left;
}

/** The lock that every change of state below a state directory is made under. */
export function lockRollbacks(stateDir: string, waitMs: number) {
  return acquireLock(`${stateDir}/journal/lock`, { waitMs });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
