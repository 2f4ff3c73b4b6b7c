import { inputError } from '../domain/errors.ts';
import { recover } from '../rollback/recover.ts';
import { lockRollbacks } from '../rollback/run-transaction.ts';
import { recorder } from './perform-rollback.ts';
import type { Session } from './session.ts';

/** Finishes or undoes what a crash cut off. */
export async function rollbackRecover(session: Session): Promise<number> {
  const lock = await lockRollbacks(session.stateDir, 0);
  if (!lock.held) throw inputError('a rollback is running: there is nothing to recover before it ends');
  try {
    const { recovered, damaged } = await recover({
      stateDir: session.stateDir,
      record: recorder(session),
      onDamaged: session.terminal.warn,
    });
    const report = recovered.map(({ transaction: { id, kind, target, from, to }, outcome }) => ({
      id,
      kind,
      target,
      from,
      to,
      ...outcome,
    }));
    if (session.globals.json === true)
      session.terminal.print(
        `${JSON.stringify({ schema: 'godrift.recover/v1', recovered: report, damaged }, null, 2)}\n`,
      );
    else {
      for (const { kind, target, from, to, result, left } of report) {
        // Go is not asked again: what is in its files is certain, what is in force here is not.
        const end = result === 'success' ? 'finished' : `undone, back to ${from ?? 'what it was'}`;
        session.terminal.print(`${kind} of ${target}: interrupted on the way to ${to}, ${end}\n`);
        for (const path of left)
          session.terminal.warn(`${path} was changed by someone else meanwhile: left as it is`);
      }
      if (report.length === 0 && damaged === 0) session.terminal.print('nothing was interrupted\n');
    }
    // What was in a damaged entry cannot be known.
    return damaged > 0 ? 2 : 0;
  } finally {
    lock.release();
  }
}
