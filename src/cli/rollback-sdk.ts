import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Telemetry } from '../contract/tracer.ts';
import { CollectError, inputError } from '../domain/errors.ts';
import { fingerprintFacts } from '../domain/fingerprint.ts';
import { createHost, type RecordingHost } from '../host/create-host.ts';
import { envFilePath } from '../host/go-settings.ts';
import type { GoBuildFilter } from '../rollback/cache/go-builds.ts';
import { downloadByWrapper, downloadToolchain, hasToolchain } from '../rollback/sdk/download-sdk.ts';
import { planProjectScope, planUserScope } from '../rollback/sdk/plan-sdk.ts';
import { toolchainName } from '../rollback/sdk/toolchain-name.ts';
import { verifySdk } from '../rollback/sdk/verify-sdk.ts';
import { readContent } from '../rollback/step.ts';
import type { Plan } from '../rollback/transaction.ts';
import { readAudit } from '../store/audit-log.ts';
import type { CommandOptions } from './command-options.ts';
import { performRollback, printPlan, rollbackTimeout, tellOutcome } from './perform-rollback.ts';
import { withProgress } from './progress.ts';
import { look, projectDirs, type Session, withTelemetry } from './session.ts';

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
    const before = await runningGo(hostOf(run));
    const to = await targetOf(run);
    const scope = SCOPES[options.scope ?? 'shell'] ?? shellScope;
    const { makePlan, verifyIn, usedBy, env = {} } = scope(run, before, to);
    if (options.dryRun === true) {
      const present = await hasToolchain(hostOf(run), to);
      printPlan(session, await makePlan(), present ? [] : [`download ${to} by the module proxy`]);
      return 0;
    }
    await ensurePresent(run, to);
    const after = hostOf(run, { dir: verifyIn, env });
    const performed = await performRollback(session, telemetry, options, {
      makePlan,
      verify: () => verifySdk({ host: after, expected: to, probeDir: join(session.stateDir, 'probe', to) }),
      drift: { dir, dimension: 'go_version' },
      usedBy,
      fingerprintBefore: fingerprintFacts('go_version', before),
      fingerprintAfter: () => fingerprintFacts('go_version', { ...before, running: to }),
    });
    if (scope === shellScope && performed.outcome.result === 'success' && session.globals.json !== true) {
      session.terminal.print(`${shellCode(options.shell ?? 'bash', to)}\n`);
      return 0;
    }
    return tellOutcome(session, performed);
  });
}

interface SdkRun {
  readonly session: Session;
  readonly telemetry: Telemetry;
  readonly dir: string;
  readonly options: CommandOptions;
  readonly timeoutMs: number;
}

/** The facts of `go_version`: the SDK in PATH and the Go that runs, unless Go refuses. */
type GoFacts = Readonly<Record<'local', string>> & Readonly<Record<string, string>>;

interface Scope {
  readonly makePlan: () => Promise<Plan>;
  /** A directory in which the Go that runs must then be the new one. */
  readonly verifyIn: string;
  readonly usedBy: GoBuildFilter | null;
  /** Of the shell that will have it. */
  readonly env?: Readonly<Record<string, string>>;
}

type MakeScope = (run: SdkRun, before: GoFacts, to: string) => Scope;

const shellScope: MakeScope = (run, before, to) => ({
  makePlan: async () => ({ kind: 'sdk', target: 'shell', from: before.running ?? null, to, steps: [] }),
  verifyIn: run.session.stateDir,
  usedBy: null,
  env: { GOTOOLCHAIN: to },
});

const userScope: MakeScope = (run, before, to) => {
  const host = hostOf(run);
  const file = envFilePath(host);
  // A link keeps leading where it led: what it leads to is replaced.
  const goEnvFile = file === null ? null : (host.realpath(file) ?? file);
  const makePlan = async () =>
    planUserScope(before.running ?? null, to, {
      goEnvFile,
      content: goEnvFile === null ? null : readContent(goEnvFile),
      environment: run.session.env.GOTOOLCHAIN ?? '',
    });
  const usedBy = file === null ? null : { goEnvFile: file };
  return { makePlan, verifyIn: run.session.stateDir, usedBy };
};

const projectScope: MakeScope = (run, before, to) => ({
  makePlan: async () => {
    const { state } = await look(run.session, run.dir, run.telemetry, { dimensions: [], again: true });
    return planProjectScope(before.running ?? null, to, {
      project: state.project,
      declared: state.declared,
      local: before.local,
      mode: hostOf(run).go.configured('GOTOOLCHAIN')?.value ?? '',
      read: readContent,
    });
  },
  verifyIn: run.dir,
  usedBy: {},
});

const SCOPES: Readonly<Record<string, MakeScope>> = {
  shell: shellScope,
  user: userScope,
  project: projectScope,
};

/** A new one after every change: each asks Go once. */
function hostOf(
  { session, telemetry, dir, timeoutMs }: SdkRun,
  more: {
    readonly dir?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly online?: boolean;
  } = {},
): RecordingHost {
  return createHost({
    env: { ...session.env, ...more.env },
    projectDir: more.dir ?? dir,
    online: more.online ?? false,
    timeoutMs,
    tracer: telemetry,
  });
}

async function runningGo(host: RecordingHost): Promise<GoFacts> {
  const { version: local } = await host.go.local();
  try {
    const selection = await host.go.selection();
    return selection.state === 'running' ? { local, running: selection.version } : { local };
  } catch (cause) {
    // Not being able to run the selected one is a reason to roll back.
    if (cause instanceof CollectError && cause.reason === 'offline') return { local };
    throw cause;
  }
}

/** `--to`: a version, what the baseline says, or what ran before the last rollback. Throws InputError. */
async function targetOf({ session, telemetry, dir, options }: SdkRun): Promise<string> {
  const { to = '' } = options;
  if (to === 'baseline') {
    const { state } = await look(session, dir, telemetry, { dimensions: [] });
    const version = state.baseline.facts['go_version.running'];
    if (version === undefined)
      throw inputError('there is no baseline that says which Go ran: godrift baseline write');
    return toolchainName(version);
  }
  if (to !== 'previous') return toolchainName(to);
  const entries = await readAudit(session.stateDir);
  const last = entries.findLast(
    ({ kind, result, from }) => kind === 'sdk' && result === 'success' && from !== null,
  );
  if (last?.from == null) throw inputError('no rollback of the SDK is on record: name a version');
  return toolchainName(last.from);
}

async function ensurePresent(run: SdkRun, to: string): Promise<void> {
  if (await hasToolchain(hostOf(run), to)) return;
  const host = hostOf(run, { online: true });
  const remove = (path: string) => rmSync(path, { force: true });
  await withProgress(run.session.terminal, `downloading ${to}`, () =>
    run.options.via === 'dl' ? downloadByWrapper(host, to, remove) : downloadToolchain(host, to),
  );
}

function shellCode(shell: string, to: string): string {
  return shell === 'fish' ? `set -gx GOTOOLCHAIN ${to}` : `export GOTOOLCHAIN=${to}`;
}
