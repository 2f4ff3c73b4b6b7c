import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CollectError, inputError } from '../domain/errors.ts';
import { fingerprintFacts } from '../domain/fingerprint.ts';
import type { RecordingHost } from '../host/create-host.ts';
import { downloadByWrapper, downloadToolchain, hasToolchain } from '../rollback/sdk/download-sdk.ts';
import { refuseOldGo } from '../rollback/sdk/refuse-old-go.ts';
import { verifySdk } from '../rollback/sdk/verify-sdk.ts';
import { stateOf } from '../rollback/step.ts';
import type { Plan } from '../rollback/transaction.ts';
import type { CommandOptions } from './command-options.ts';
import { performRollback, printPlan, rollbackTimeout } from './perform-rollback.ts';
import { withProgress } from './progress.ts';
import { IN_FORCE, type RollbackEffect } from './rollback-effect.ts';
import { withRefusals } from './rollback-refusals.ts';
import { refusingLine } from './rollback-refusing-line.ts';
import { type SdkChange, sdkChange } from './sdk-change.ts';
import { goFacts, hostOf, type SdkRun } from './sdk-run.ts';
import { SDK_SCOPES, type SdkScope } from './sdk-scopes.ts';
import { projectDirs, type Session, withTelemetry } from './session.ts';
import { shellAssignment } from './shell-assignment.ts';
import { tellOutcome } from './tell-outcome.ts';

/** Rolls the Go SDK back: of the user, of a project, or of the shell that evaluates what is printed. */
export function rollbackSdk(
  session: Session,
  _: readonly string[],
  options: CommandOptions,
): Promise<number> {
  const [dir = session.cwd, ...others] = projectDirs(session);
  if (others.length > 0) throw inputError('a rollback is of one project: give one --project');
  return withTelemetry(session, 'rollback', async (telemetry) => {
    const run: SdkRun = { session, telemetry, dir, options, timeoutMs: rollbackTimeout(options) };
    const before = await goFacts(hostOf(run));
    const scope = scopeOf(run, before);
    const change = await sdkChange(run, scope);
    const refusing = scope.name === 'project' ? null : await refusingLine(hostOf(run), change.needs);
    if (refusing !== null) session.terminal.warn(refusing);
    if (options.dryRun === true) {
      const plan = await change.plan();
      printPlan(session, plan, [
        ...((await isMissing(run, change.needs)) ? [`download ${change.needs} by the module proxy`] : []),
        ...(change.note === null ? [] : [change.note]),
      ]);
      return 0;
    }
    await makePresent(run, change);
    let plan: Plan | null = null;
    let effect = effectOf(session, scope, change, options.shell ?? 'bash');
    const performed = await performRollback(session, telemetry, options, {
      makePlan: async () => {
        plan = await change.plan();
        return plan;
      },
      verify: async () => {
        const host = hostAfter(run, scope, change);
        const problem = await verify(host, run, change, plan);
        if (problem === null) effect = await withRefusals(effect, host);
        if (scope.name === 'user' && effect.inForce)
          effect = { ...effect, notes: ['no new shell needed', ...effect.notes] };
        return problem;
      },
      drift: { dir, dimension: 'go_version' },
      usedBy: scope.usedBy,
      fingerprintBefore: fingerprintFacts('go_version', before),
      fingerprintAfter: () =>
        change.expected === null
          ? null
          : fingerprintFacts('go_version', { ...before, running: change.expected }),
      replaced: async () => ({
        variable: scope.name === 'shell' ? session.env.GOTOOLCHAIN || null : null,
        ran: scope.place === dir ? (before.running ?? null) : await runningIn(run, scope.place),
      }),
    });
    if (scope.name !== 'shell' || session.globals.json === true || performed.outcome.result === 'failure')
      return tellOutcome(session, performed, effect);
    for (const line of [...effect.notes, ...(effect.why === null ? [] : [effect.why]), ...effect.refusals])
      session.terminal.warn(line);
    session.terminal.print(`${codeFor(change, options.shell ?? 'bash')}\n`);
    return 0;
  });
}

function scopeOf(run: SdkRun, before: Awaited<ReturnType<typeof goFacts>>): SdkScope {
  const { scope = 'shell', to = '' } = run.options;
  // Version files work without GOTOOLCHAIN.
  if (scope !== 'project')
    refuseOldGo(
      before.local,
      /^(go)?\d/.test(to) ? `go${to.replace(/^go/, '')}` : 'the Go that you want',
      'GOTOOLCHAIN',
    );
  const makeScope = SDK_SCOPES[scope];
  if (makeScope === undefined) throw inputError(`--scope ${scope}: use user, project or shell`);
  return makeScope(run, before);
}

/** What is in the files, what Go says, and what a project's files declare. The problem in one line, or null. */
async function verify(
  host: RecordingHost,
  run: SdkRun,
  { expected, problemAfter }: SdkChange,
  plan: Plan | null,
): Promise<string | null> {
  const changed = plan?.steps.find((step) => stateOf(step) !== 'after');
  if (changed !== undefined) return `${changed.path} was changed by someone else meanwhile`;
  const probeDir = join(run.session.stateDir, 'probe', expected ?? 'any');
  return (await verifySdk({ host, expected, probeDir })) ?? (await problemAfter());
}

/** Where the result shows. */
function hostAfter(run: SdkRun, { name, place }: SdkScope, { variable }: SdkChange): RecordingHost {
  return hostOf(run, {
    dir: place,
    ...(name === 'shell' ? { env: { GOTOOLCHAIN: variable ?? undefined } } : {}),
  });
}

/** Null where Go does not start there. */
async function runningIn(run: SdkRun, dir: string): Promise<string | null> {
  try {
    return (await goFacts(hostOf(run, { dir }))).running ?? null;
  } catch (cause) {
    if (cause instanceof CollectError) return null;
    throw cause;
  }
}

function effectOf(session: Session, { name }: SdkScope, change: SdkChange, shell: string): RollbackEffect {
  const notes = change.note === null ? [] : [change.note];
  const done = { ...IN_FORCE, restored: change.restored };
  if (name !== 'shell' || (session.env.GOTOOLCHAIN || null) === change.variable) return { ...done, notes };
  return {
    ...done,
    verified: false,
    inForce: false,
    export: codeFor(change, shell),
    why: `not in force until this shell evaluates what is printed: ${shell === 'fish' ? 'pipe it to source' : 'eval "$(godrift rollback sdk …)"'}`,
    notes,
  };
}

function codeFor({ variable }: SdkChange, shell: string): string {
  return shellAssignment(shell, 'GOTOOLCHAIN', variable);
}

async function isMissing(run: SdkRun, toolchain: string | null): Promise<boolean> {
  return toolchain !== null && !(await hasToolchain(hostOf(run), toolchain));
}

async function makePresent(run: SdkRun, { needs, plan }: SdkChange): Promise<void> {
  if (needs === null || !(await isMissing(run, needs))) return;
  // What cannot be done needs no download.
  await plan();
  const host = hostOf(run, { online: true });
  const remove = (path: string) => rmSync(path, { force: true });
  await withProgress(run.session.terminal, `downloading ${needs}`, () =>
    run.options.via === 'dl' ? downloadByWrapper(host, needs, remove) : downloadToolchain(host, needs),
  );
}
