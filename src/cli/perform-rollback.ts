import { userInfo } from 'node:os';
import type { Telemetry } from '../contract/tracer.ts';
import { findCi } from '../dimensions/context/find-ci.ts';
import type { DimensionId } from '../domain/dimension-id.ts';
import { parseDuration } from '../domain/duration.ts';
import { type GoBuildFilter, goBuildsRunning } from '../rollback/cache/go-builds.ts';
import { faultPoint } from '../rollback/fault-point.ts';
import { type Performed, perform } from '../rollback/perform.ts';
import type { Outcome } from '../rollback/run-transaction.ts';
import type { Plan, RollbackReason, Transaction } from '../rollback/transaction.ts';
import { appendAudit } from '../store/audit-log.ts';
import { readDriftSpans } from '../store/drift-spans.ts';
import { writeReplacedState } from '../store/replaced-state.ts';
import type { CommandOptions } from './command-options.ts';
import { look, type Session } from './session.ts';

const DEFAULT_TIMEOUT_MS = 10 * 60_000;
const DEFAULT_WAIT_MS = 5 * 60_000;
const REASONS: readonly string[] = ['manual', 'drift', 'ci', 'recover'] satisfies RollbackReason[];

/** `--timeout`: for everything, downloads included. */
export function rollbackTimeout({ timeout }: CommandOptions): number {
  return timeout === undefined ? DEFAULT_TIMEOUT_MS : parseDuration(timeout);
}

export interface RollbackRequest {
  readonly makePlan: () => Promise<Plan>;
  readonly verify: () => Promise<string | null>;
  /** The drift that it undoes: of this project's dimension. Null where there is no project. */
  readonly drift: { readonly dir: string; readonly dimension: DimensionId } | null;
  /** Whose running `go` processes must end first; null where nothing that they read is changed. */
  readonly usedBy: GoBuildFilter | null;
  readonly fingerprintBefore: string | null;
  readonly fingerprintAfter: () => string | null;
  /** For `--to previous`; nothing is kept where it returns null. */
  readonly replaced?: () => Promise<Transaction['replaced']>;
}

/** Runs a rollback with the options that all of them have: `--wait`, `--reason`. */
export async function performRollback(
  session: Session,
  telemetry: Telemetry,
  options: CommandOptions,
  request: RollbackRequest,
): Promise<Performed> {
  const drift = request.drift === null ? null : await driftSpan(session, telemetry, request.drift);
  return perform(request.makePlan, {
    stateDir: session.stateDir,
    tracer: telemetry,
    verify: request.verify,
    record: recorder(session, request.fingerprintAfter),
    reason: reasonOf(session, options),
    note: options.reason ?? null,
    fingerprintBefore: request.fingerprintBefore,
    drift,
    waitMs: waitMs(options),
    replaced: request.replaced ?? (async () => null),
    busy: async () =>
      request.usedBy === null
        ? []
        : (await goBuildsRunning(request.usedBy)).map(({ pid, name }) => `${name} (process ${pid})`),
  });
}

/**
 * Puts how a transaction ended into the audit log, once. What a success replaced is kept first: an entry without it could not be
 * undone, while what is kept without its entry belongs to no entry.
 */
export function recorder(session: Session, fingerprintAfter: () => string | null = () => null) {
  return async (transaction: Transaction, outcome: Outcome): Promise<void> => {
    const { id, kind, reason, note, target, from, to, steps, span, fingerprintBefore } = transaction;
    await keepReplaced(session, transaction, outcome);
    const left = outcome.left.length === 0 ? '' : `; left as found: ${outcome.left.join(', ')}`;
    await appendAudit(session.stateDir, {
      id,
      ts: Date.now(),
      who: who(session),
      kind,
      reason,
      note,
      target,
      from,
      to,
      result: outcome.result,
      error: outcome.error === null ? null : `${outcome.error}${left}`,
      durationMs: outcome.durationMs,
      steps: steps.map(({ brief }) => brief),
      fingerprints: {
        before: fingerprintBefore,
        after: outcome.result === 'success' ? fingerprintAfter() : fingerprintBefore,
      },
      traceId: span?.traceId ?? null,
      spanId: span?.spanId ?? null,
      traceFlags: span?.traceFlags ?? null,
    });
  };
}

async function keepReplaced(
  { stateDir }: Session,
  { id, target, steps, replaced }: Transaction,
  { result }: Outcome,
): Promise<void> {
  if (result !== 'success' || replaced === null) return;
  const files = steps.flatMap((step) =>
    step.kind === 'write_file' ? [{ path: step.path, before: step.before, after: step.after }] : [],
  );
  await writeReplacedState(stateDir, { id, target, files, ...replaced });
  faultPoint();
}

/** What a rollback would do: `--dry-run`. */
export function printPlan(session: Session, plan: Plan, first: readonly string[]): void {
  const { kind, target, from, to, steps } = plan;
  if (session.globals.json === true) {
    const shown = steps.map(({ kind: action, path, brief }) => ({ kind: action, path, brief }));
    session.terminal.print(
      `${JSON.stringify({ schema: 'godrift.plan/v1', kind, target, from, to, before: first, steps: shown }, null, 2)}\n`,
    );
    return;
  }
  const lines = [
    `would roll back ${kind} of ${target}: ${from ?? 'unknown'} → ${to}`,
    ...first.map((text) => `  ${text}`),
    ...steps.map(({ path, brief }) => `  ${path}: ${brief}`),
    'nothing was changed',
  ];
  session.terminal.print(`${lines.join('\n')}\n`);
}

async function driftSpan(
  session: Session,
  telemetry: Telemetry,
  { dir, dimension }: NonNullable<RollbackRequest['drift']>,
) {
  // Without tracing there is nothing to link.
  if (telemetry.traceId === null) return null;
  const { state } = await look(session, dir, telemetry, { dimensions: [] });
  const spans = await readDriftSpans(session.stateDir, state.project.name, session.terminal.warn);
  return spans[dimension] ?? null;
}

function reasonOf({ env }: Session, { reason }: CommandOptions): RollbackReason {
  if (reason !== undefined && REASONS.includes(reason)) return reason as RollbackReason;
  return findCi(env) === null ? 'manual' : 'ci';
}

function waitMs({ wait }: CommandOptions): number {
  if (wait === undefined || wait === false) return 0;
  return wait === true ? DEFAULT_WAIT_MS : parseDuration(wait);
}

function who({ env }: Session) {
  const { uid, username } = userInfo();
  return { uid: uid < 0 ? null : uid, user: username, ci: findCi(env) };
}
