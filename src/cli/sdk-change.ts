import { inputError } from '../domain/errors.ts';
import { parseEnvFile } from '../host/go-settings.ts';
import { INTERRUPTED, journalNames } from '../rollback/interrupted.ts';
import { toolchainName } from '../rollback/sdk/toolchain-name.ts';
import type { Plan } from '../rollback/transaction.ts';
import type { AuditEntry } from '../store/audit-entry.ts';
import { readAudit } from '../store/audit-log.ts';
import { type ReplacedState, readReplacedState } from '../store/replaced-state.ts';
import type { RollbackEffect } from './rollback-effect.ts';
import type { SdkRun } from './sdk-run.ts';
import type { SdkScope } from './sdk-scopes.ts';
import { look } from './session.ts';

/** What `--to` asks of a scope. */
export interface SdkChange {
  readonly plan: () => Promise<Plan>;
  /** What Go must say afterwards (`go1.25.4`); null: it must start. */
  readonly expected: string | null;
  /** A toolchain that must be on this machine first (`go1.25.4`); null where Go may run another SDK. */
  readonly needs: string | null;
  /** GOTOOLCHAIN of the shell afterwards; null: unset. */
  readonly variable: string | null;
  readonly problemAfter: () => Promise<string | null>;
  readonly restored: RollbackEffect['restored'];
  readonly note: string | null;
}

/** A version, what the baseline says, or what was there before the scope's last rollback. Throws InputError, StoreError. */
export async function sdkChange(run: SdkRun, scope: SdkScope): Promise<SdkChange> {
  const { to = '' } = run.options;
  if (to === 'previous') return previous(run, scope);
  return toVersion(scope, to === 'baseline' ? await baselineVersion(run) : toolchainName(to));
}

async function toVersion(scope: SdkScope, to: string): Promise<SdkChange> {
  return {
    plan: () => scope.plan(to),
    expected: to,
    needs: (await scope.needsToolchain(to)) ? to : null,
    variable: to,
    problemAfter: () => scope.problemAfter(to),
    restored: null,
    note: null,
  };
}

async function baselineVersion({ session, dir, telemetry }: SdkRun): Promise<string> {
  const { state } = await look(session, dir, telemetry, { dimensions: [] });
  const version = state.baseline.facts['go_version.running'];
  if (version === undefined)
    throw inputError('there is no baseline that says which Go ran: godrift baseline write');
  return toolchainName(version);
}

async function previous({ session }: SdkRun, scope: SdkScope): Promise<SdkChange> {
  const { stateDir, terminal } = session;
  // What is kept may belong to the rollback that was cut off.
  if (journalNames(stateDir).length > 0) throw inputError(INTERRUPTED);
  const place = scope.name === 'shell' ? 'the shell' : scope.target;
  const last = await lastRollback(stateDir, scope);
  if (last === undefined)
    throw inputError(`no rollback of the SDK is on record for ${place}: name a version`);
  const replaced = await readReplacedState(stateDir, last, terminal.warn);
  if (replaced === null) {
    if (last.from === null)
      throw inputError(`what ran before the last rollback of ${place} is not on record: name a version`);
    const to = toolchainName(last.from);
    const note = `the earlier content of ${place} is not on record: ${to} is set instead`;
    return { ...(await toVersion(scope, to)), restored: 'version', note };
  }
  const { ran, variable } = replaced;
  return {
    plan: async () => {
      // Under the lock: one that was waited for has replaced something else.
      if ((await lastRollback(stateDir, scope))?.id !== last.id)
        throw inputError(`another rollback of ${place} came first: see godrift audit list, then try again`);
      return scope.planPrevious(replaced);
    },
    expected: ran,
    needs: pinned(scope, replaced),
    variable,
    problemAfter: async () => null,
    restored: 'content',
    note: null,
  };
}

async function lastRollback(stateDir: string, scope: SdkScope): Promise<AuditEntry | undefined> {
  return (await readAudit(stateDir)).findLast(
    ({ kind, result, target }) => kind === 'sdk' && result === 'success' && target === scope.target,
  );
}

/** The one toolchain that GOTOOLCHAIN named, if it named one. */
function pinned({ name }: SdkScope, { files, variable }: ReplacedState): string | null {
  if (name === 'project') return null;
  const line = parseEnvFile(files[0]?.before?.latin1 ?? '').get('GOTOOLCHAIN')?.value ?? '';
  const value = variable ?? line;
  return /^go[\d.]+(?:rc\d+)?$/.test(value) ? value : null;
}
