import type { Performed } from '../rollback/perform.ts';
import type { RollbackEffect } from './rollback-effect.ts';
import type { Session } from './session.ts';

/** Says how a rollback ended; 0, or 1 where it was not verified and undone. */
export function tellOutcome(
  session: Session,
  { transaction, outcome }: Performed,
  effect: RollbackEffect,
): number {
  const { id, kind, target, from, to } = transaction;
  const { result, error, left, durationMs } = outcome;
  const done = result === 'success';
  if (session.globals.json === true) {
    const report = {
      schema: 'godrift.rollback/v1',
      id,
      kind,
      target,
      from,
      to,
      result,
      error,
      left,
      durationMs,
      verified: done && effect.verified,
      inForce: done && effect.inForce,
      export: done ? effect.export : null,
      restored: done ? effect.restored : null,
    };
    session.terminal.print(`${JSON.stringify(report, null, 2)}\n`);
    if (done) for (const line of effect.refusals) session.terminal.warn(line);
  } else if (done) session.terminal.print(`${successLine(session, transaction, effect)}\n`);
  else {
    session.terminal.warn(
      `${kind} of ${target} was not rolled back to ${to}: ${error}; every step was undone`,
    );
    for (const path of left)
      session.terminal.warn(`${path} was changed by someone else meanwhile: left as it is`);
  }
  return done ? 0 : 1;
}

function successLine(
  { terminal }: Session,
  { kind, target, from, to }: Performed['transaction'],
  { verified, why, notes, refusals, ...effect }: RollbackEffect,
): string {
  const change = terminal.colors.green(`${kind} of ${target}: ${from ?? 'unknown'} → ${to}`);
  const run = effect.export === null ? '' : `. Run: ${effect.export}`;
  const state = verified ? ', verified' : ` is set, but not in force in this shell: ${why}`;
  return [`${[`${change}${state}`, ...notes].join('; ')}${run}`, ...refusals].join('\n  ');
}
