import { resolve } from 'node:path';
import type { Measurement, Sample } from '../contract/sample.ts';
import type { ActiveSpan, Telemetry, Tracer } from '../contract/tracer.ts';
import { DIMENSION_IDS, type DimensionId } from '../domain/dimension-id.ts';
import { parseDuration } from '../domain/duration.ts';
import { inputError } from '../domain/errors.ts';
import type { ProjectState } from '../domain/state.ts';
import type { BaselineChoice } from '../engine/load-baseline.ts';
import type { Observation } from '../engine/observe.ts';
import type { SharedRuns } from '../host/create-host.ts';
import { stateDir } from '../store/state-dir.ts';
import { noTelemetry } from '../telemetry/no-telemetry.ts';
import { telemetryWanted } from '../telemetry/telemetry-wanted.ts';
import type { CommandOptions, GlobalOptions } from './command-options.ts';
import type { Terminal } from './terminal.ts';
import { REVISION, VERSION } from './version.ts';

/** One run of the command line: who runs it, where it prints, what every command needs. */
export interface Session {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly terminal: Terminal;
  readonly globals: GlobalOptions;
  readonly stateDir: string;
}

/** A command, its arguments and options parsed; returns the exit code. */
export type RunCommand = (
  session: Session,
  args: readonly string[],
  options: CommandOptions,
) => Promise<number>;

export interface LookOptions {
  /** Default: all. */
  readonly dimensions?: readonly DimensionId[];
  readonly baseline?: BaselineChoice;
  readonly timeoutMs?: number;
  readonly again?: boolean;
  readonly sharedRuns?: SharedRuns;
}

const DEFAULT_TIMEOUT_MS = 15_000;
/** Downloads are part of it. */
const ONLINE_TIMEOUT_MS = 120_000;
/** One list. */
const UPSTREAM_TIMEOUT_MS = 20_000;

export function createSession(terminal: Terminal, globals: GlobalOptions): Session {
  const env = process.env;
  return {
    env,
    cwd: process.cwd(),
    terminal,
    globals,
    stateDir: stateDir(env, env.HOME ?? process.getBuiltinModule('node:os').homedir()),
  };
}

/** The directories that a command is about: its own arguments, else `--project`, else the working directory. */
export function projectDirs(session: Session, dirs: readonly string[] = []): readonly string[] {
  const named = dirs.length > 0 ? dirs : (session.globals.project ?? []);
  return (named.length > 0 ? named : ['.']).map((dir) => resolve(session.cwd, dir));
}

/** One look at one directory, with the session's options. */
export async function look(
  session: Session,
  dir: string,
  tracer: Tracer,
  options: LookOptions = {},
): Promise<Observation> {
  const [{ observe }, { DIMENSIONS }] = await Promise.all([
    import('../engine/observe.ts'),
    import('../engine/dimensions.generated.ts'),
  ]);
  const { dimensions: wanted = DIMENSION_IDS } = options;
  const online = session.globals.online === true;
  const observation = await observe({
    dir,
    env: session.env,
    online,
    timeoutMs: options.timeoutMs ?? (online ? ONLINE_TIMEOUT_MS : DEFAULT_TIMEOUT_MS),
    configFile: configFile(session),
    dimensions: DIMENSIONS.filter(({ id }) => wanted.includes(id)),
    baseline: options.baseline ?? {},
    again: options.again,
    sharedRuns: options.sharedRuns,
    stateDir: session.stateDir,
    version: VERSION,
    tracer,
    onDamaged: (message) => session.terminal.warn(message),
  });
  if (Object.keys(observation.driftSpans).length > 0) await keepDriftSpans(session, observation);
  return online && wanted.includes('go_version') ? withUpstream(session, observation, tracer) : observation;
}

/** With --online the module proxy is asked for the releases of Go too. */
async function withUpstream(
  session: Session,
  observation: Observation,
  tracer: Tracer,
): Promise<Observation> {
  const [{ upstreamOf }, { createHost }] = await Promise.all([
    import('../engine/upstream.ts'),
    import('../host/create-host.ts'),
  ]);
  const { state } = observation;
  const { env, stateDir, terminal } = session;
  const projectDir = state.project.dir;
  const host = createHost({ env, projectDir, online: true, timeoutMs: UPSTREAM_TIMEOUT_MS, tracer });
  const upstream = await upstreamOf(state, host, { stateDir, onDamaged: terminal.warn });
  return { ...observation, state: { ...state, upstream } };
}

/** A rollback links to the drift that it undoes; not being able to keep that is no reason to fail. */
async function keepDriftSpans(session: Session, { state, driftSpans }: Observation): Promise<void> {
  const { writeDriftSpans } = await import('../store/drift-spans.ts');
  await writeDriftSpans(session.stateDir, state.project.name, driftSpans).catch((cause: unknown) => {
    session.terminal.warn(cause instanceof Error ? cause.message : String(cause));
  });
}

/** `--config`, absolute. */
export function configFile({ cwd, globals }: Session): string | undefined {
  return globals.config === undefined ? undefined : resolve(cwd, globals.config);
}

/** `--only` and `--skip`: lists of dimension ids. */
export function chooseDimensions({
  only = [],
  skip = [],
}: Pick<CommandOptions, 'only' | 'skip'>): readonly DimensionId[] {
  const [wanted, unwanted] = [parseIds('--only', only), parseIds('--skip', skip)];
  return DIMENSION_IDS.filter((id) => (wanted.length === 0 || wanted.includes(id)) && !unwanted.includes(id));
}

function parseIds(option: string, names: readonly string[]): readonly DimensionId[] {
  const unknown = names.filter((name) => !DIMENSION_IDS.includes(name as DimensionId));
  if (unknown.length > 0)
    throw inputError(
      `${option}: no such dimension: ${unknown.join(', ')} (there are ${DIMENSION_IDS.join(', ')})`,
    );
  return names as readonly DimensionId[];
}

export function timeoutOption(text: string | undefined): { readonly timeoutMs?: number } {
  return text === undefined ? {} : { timeoutMs: parseDuration(text) };
}

/** What one-shot commands push: the states they have seen. */
export interface Seen {
  readonly states: ProjectState[];
}

/**
 * Runs a command inside its span, with telemetry if the standard `OTEL_*` variables name an endpoint. Exit code 2
 * marks the span as failed. Telemetry ends within 2 s and never changes the exit code.
 */
export async function withTelemetry(
  session: Session,
  command: string,
  run: (telemetry: Telemetry, seen: Seen, span: ActiveSpan) => Promise<number>,
): Promise<number> {
  const seen: Seen = { states: [] };
  const telemetry = telemetryWanted(session.env)
    ? await startTelemetry(session, 'oneshot', await lazySamples(seen))
    : noTelemetry;
  try {
    return await telemetry.span(
      `godrift.${command}`,
      { attributes: { 'process.executable.name': 'godrift' } },
      async (span) => {
        const exitCode = await run(telemetry, seen, span);
        span.setAttributes({ 'process.exit.code': exitCode });
        const names = seen.states.map((state) => state.project.name);
        if (names.length > 0) span.setAttributes({ 'godrift.project': names.join(',') });
        if (exitCode === 2) span.setError('exit 2');
        return exitCode;
      },
    );
  } finally {
    await telemetry.shutdown();
  }
}

/** Starts the OTel SDK: loaded only here, since it costs more than everything else together. */
export async function startTelemetry(
  session: Session,
  mode: 'oneshot' | 'service',
  samples: () => readonly Sample[],
  measurements?: () => readonly Measurement[],
): Promise<Telemetry> {
  const [{ startTelemetry: start }, { hostId }, { hostname }] = await Promise.all([
    import('../telemetry/otel.ts'),
    import('../host/host-id.ts'),
    import('node:os'),
  ]);
  return start({
    env: session.env,
    mode,
    version: VERSION,
    instanceId: hostId(),
    hostName: hostname(),
    samples,
    ...(measurements === undefined ? {} : { measurements }),
    warn: (line) => session.terminal.warn(line),
  });
}

async function lazySamples(seen: Seen): Promise<() => readonly Sample[]> {
  const { samplesOf } = await import('../telemetry/samples.ts');
  return () =>
    samplesOf({
      projects: seen.states,
      driftSince: new Map(),
      driftEvents: new Map(),
      deployments: new Map(),
      build: buildInfo(),
    });
}

export function buildInfo(): { readonly version: string; readonly revision: string; readonly node: string } {
  return { version: VERSION, revision: REVISION, node: process.version };
}
