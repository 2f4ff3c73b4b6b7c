import type { SpanReference } from '../contract/tracer.ts';
import { inputError } from '../domain/errors.ts';
import { lockRollbacks, type Outcome, runTransaction, type TransactionOptions } from './run-transaction.ts';
import { newTransaction, type Plan, type RollbackReason, type Transaction } from './transaction.ts';

export interface PerformOptions extends TransactionOptions {
  readonly reason: RollbackReason;
  readonly note: string | null;
  readonly fingerprintBefore: string | null;
  /** The drift that this undoes, if it was traced. */
  readonly drift: SpanReference | null;
  /** How long to wait for another rollback and for `go` processes, ms; 0: refuse at once. */
  readonly waitMs: number;
  /** One line for each process that uses what would be changed. */
  readonly busy: () => Promise<readonly string[]>;
  /** Measured right before the steps are applied. */
  readonly replaced: () => Promise<Transaction['replaced']>;
}

export interface Performed {
  readonly transaction: Transaction;
  readonly outcome: Outcome;
}

const POLL_MS = 100;

/**
 * Runs a plan as one traced transaction, under the lock. The plan is made under the lock too, so that nothing else changes
 * between. Throws InputError (another rollback, a busy `go`, an interrupted one before it) and StoreError.
 */
export async function perform(makePlan: () => Promise<Plan>, options: PerformOptions): Promise<Performed> {
  const deadline = Date.now() + options.waitMs;
  const lock = await lockRollbacks(options.stateDir, options.waitMs);
  if (!lock.held)
    throw inputError(
      `another rollback is running${lock.owner === null ? '' : ` (process ${lock.owner.pid})`}: wait for it, or use --wait`,
    );
  try {
    const plan = await makePlan();
    await untilIdle(options.busy, deadline);
    const replaced = await options.replaced();
    const attributes = {
      'rollback.reason': options.reason,
      'rollback.target': plan.target,
      'rollback.from': plan.from ?? '',
      'rollback.to': plan.to,
    };
    const links = options.drift === null ? [] : [options.drift];
    return await options.tracer.span(`rollback.${plan.kind}`, { attributes, links }, async (span) => {
      const transaction = newTransaction(plan, {
        reason: options.reason,
        note: options.note,
        fingerprintBefore: options.fingerprintBefore,
        span: options.tracer.activeSpan(),
        replaced,
      });
      const outcome = await runTransaction(transaction, options);
      span.setAttributes({ 'rollback.result': outcome.result });
      if (outcome.error !== null) span.setError(outcome.error);
      return { transaction, outcome };
    });
  } finally {
    lock.release();
  }
}

async function untilIdle(busy: PerformOptions['busy'], deadline: number): Promise<void> {
  for (;;) {
    const users = await busy();
    if (users.length === 0) return;
    if (Date.now() >= deadline)
      throw inputError(`in use by ${users.join(', ')}: let it finish, or use --wait 5m`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
