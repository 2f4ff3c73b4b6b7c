import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { inputError } from '../domain/errors.ts';
import { posixQuote } from '../domain/posix-quote.ts';
import { readSnapshot } from '../domain/snapshot-text.ts';
import { runAttached } from '../host/run-attached.ts';
import { type SavedVariables, savedVariables } from '../rollback/env-snapshot.ts';
import { planEnvRequest } from '../rollback/plan-env-request.ts';
import type { Plan } from '../rollback/transaction.ts';
import { fishQuote } from '../shell/fish-quote.ts';
import { SNAPSHOT_NAME } from '../shell/rollback-request.ts';
import { readInput } from '../store/read-input.ts';
import type { CommandOptions } from './command-options.ts';
import { performRollback, printPlan } from './perform-rollback.ts';
import { IN_FORCE, type RollbackEffect } from './rollback-effect.ts';
import { type Session, withTelemetry } from './session.ts';
import { tellOutcome } from './tell-outcome.ts';

/** What nobody has taken over yet. */
const LATER: RollbackEffect = { ...IN_FORCE, verified: false, inForce: false };

/** Runs one process with the variables of a snapshot, prints them as shell code, or asks the running shells for them. */
export function rollbackEnv(
  session: Session,
  args: readonly string[],
  options: CommandOptions,
): Promise<number> {
  return withTelemetry(session, 'rollback', async (telemetry) => {
    const { to = '', runningShells = false } = options;
    const isName = SNAPSHOT_NAME.test(to);
    if (runningShells && (!isName || args.length > 0))
      throw inputError("--running-shells takes the name of one of envsnap's snapshots, and no command");
    const file = isName ? join(session.stateDir, 'env', `${to}.snap`) : resolve(session.cwd, to);
    const bytes = await readInput(file);
    if (bytes === null) throw inputError('there is no such snapshot', file);
    const saved = savedVariables(readSnapshot(bytes, file, { emptyValues: 'allow' }).facts);
    if (saved.refused.length > 0 && !runningShells)
      session.terminal.warn(
        `not set, since such a variable runs code or belongs to one process: ${saved.refused.join(', ')}`,
      );
    const [command, ...rest] = args;
    const makePlan = (): Plan =>
      runningShells
        ? planEnvRequest(session.stateDir, { name: to, id: randomUUID(), requestedAt: new Date() }, saved)
        : {
            kind: 'env',
            target: command === undefined ? 'shell' : 'process',
            from: null,
            to: file,
            steps: [],
          };
    if (options.dryRun === true) {
      printPlan(
        session,
        makePlan(),
        runningShells ? [] : changedNames(session, saved).map((name) => `set ${name}`),
      );
      return 0;
    }
    const performed = await performRollback(session, telemetry, options, {
      makePlan: async () => makePlan(),
      verify: async () => null,
      drift: null,
      usedBy: null,
      fingerprintBefore: null,
      fingerprintAfter: () => null,
    });
    if (performed.outcome.result === 'failure') return tellOutcome(session, performed, IN_FORCE);
    if (runningShells) {
      if (session.globals.json === true)
        return tellOutcome(session, performed, {
          ...LATER,
          why: 'the running shells take it over at their next prompt',
        });
      session.terminal.print(
        `every running shell with the hook rolls back to ${to} at its next prompt; envsnap --undo there takes it back\n`,
      );
      return 0;
    }
    if (command === undefined) {
      const code = shellCode(options.shell ?? 'bash', saved.variables);
      if (session.globals.json === true)
        return tellOutcome(
          session,
          performed,
          changedNames(session, saved).length === 0 ? IN_FORCE : { ...LATER, export: code },
        );
      session.terminal.print(code);
      return 0;
    }
    return runAttached(command, rest, telemetry.injectEnv({ ...definedOf(session.env), ...saved.variables }));
  });
}

function changedNames({ env }: Session, { variables }: SavedVariables): readonly string[] {
  return Object.keys(variables).filter((name) => env[name] !== variables[name]);
}

function definedOf(env: Session['env']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function shellCode(shell: string, variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) =>
      shell === 'fish' ? `set -gx ${name} ${fishQuote(value)}\n` : `export ${name}=${posixQuote(value)}\n`,
    )
    .join('');
}
