import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { coalesce } from '../collector/coalesce.ts';
import { type Collector, createCollector } from '../collector/collector.ts';
import { createTargetResolver } from '../collector/configured-targets.ts';
import { driftEvents } from '../collector/drift-events.ts';
import { startServer } from '../collector/http-server.ts';
import { metricsPage } from '../collector/metrics-page.ts';
import { observedEnv } from '../collector/observed-env.ts';
import type { Representation } from '../collector/page.ts';
import { createWakeUp, runLoop } from '../collector/run-loop.ts';
import { createWatcher } from '../collector/watch/watcher.ts';
import type { Telemetry } from '../contract/tracer.ts';
import { parseDuration } from '../domain/duration.ts';
import type { ProjectState } from '../domain/state.ts';
import { baselineInputs } from '../engine/load-baseline.ts';
import { keepHeapSmall } from '../host/small-heap.ts';
import { journalNames } from '../rollback/interrupted.ts';
import { createEventLog } from '../store/event-log.ts';
import { downgradeToText } from '../telemetry/downgrade-to-text.ts';
import type { SamplePart } from '../telemetry/exposition.ts';
import { noTelemetry } from '../telemetry/no-telemetry.ts';
import { telemetryWanted } from '../telemetry/telemetry-wanted.ts';
import { collectorConfig } from './collector-config.ts';
import type { CommandOptions } from './command-options.ts';
import { parseListenAddress } from './listen-address.ts';
import { openLog } from './open-log.ts';
import { renderState } from './render-state.ts';
import { createRetarget } from './retarget.ts';
import { rollbackRecover } from './rollback-recover.ts';
import { buildInfo, look, type Session, startTelemetry } from './session.ts';

/** The collector: keeps looking at its projects, serves what it knows. With `--once`, looks once and prints the metrics. */
/** Then what is known is served. */
const FIRST_SWEEP_MS = 5_000;
const EVENT_LOG = { maxBytes: 8 * 1024 * 1024, keep: 5 } as const;

export async function collect(
  session: Session,
  dirs: readonly string[],
  options: CommandOptions,
): Promise<number> {
  keepHeapSmall();
  let config = await collectorConfig(session, dirs, options);
  const address = parseListenAddress(config.listen, { insecure: options.allowInsecureListen === true });
  let intervalMs = parseDuration(config.interval);
  // --config is the host's here, not a project's.
  const { config: _, ...globals } = session.globals;
  const projectSession = { ...session, globals };
  const log = await openLog(session.globals.logLevel);
  const wakeUp = createWakeUp();
  const watcher = createWatcher({ onDirty: wakeUp.dirty, warn: (line) => log.warn(line) });
  const resolveTargets = createTargetResolver();
  let onUpdate = () => {};
  let collector: Collector | undefined;
  const samples = () => collector?.samples() ?? [];
  const once = options.once === true;
  const events = createEventLog(join(session.stateDir, 'events.jsonl'), {
    ...EVENT_LOG,
    warn: (line) => log.warn(line),
  });
  const telemetry = telemetryWanted(session.env)
    ? await startTelemetry(
        session,
        once ? 'oneshot' : 'service',
        samples,
        () => collector?.measurements() ?? [],
      )
    : noTelemetry;
  if (journalNames(session.stateDir).length > 0) await rollbackRecover(toStderr(session));
  try {
    collector = await createCollector({
      stateDir: session.stateDir,
      dimensions: (await import('../engine/dimensions.generated.ts')).DIMENSIONS.map(({ id }) => id),
      build: buildInfo(),
      watcher,
      look: (target, lookOptions) =>
        telemetry.span('godrift.collect', { attributes: { 'process.executable.name': 'godrift' } }, () =>
          look(
            target.envFile === null
              ? projectSession
              : { ...projectSession, env: observedEnv(target.envFile, session.env) },
            target.dir,
            telemetry,
            lookOptions,
          ),
        ),
      alsoInputs: ({ project }: ProjectState) => baselineInputs(project, session.stateDir, {}),
      onState: (state, before, durationMs) => {
        if (once || !hasChanged(state, before)) return;
        // A first look begins nothing.
        if (before !== null) for (const event of driftEvents(state, before)) void events.append(event);
        session.terminal.print(`${renderState(state, session.terminal)}\n`);
        for (const { id, state: is, score } of state.dimensions)
          log.info({ project: state.project.name, dimension: id, state: is, score, durationMs }, 'collected');
      },
      onProblem: (dir, message) => log.error({ dir }, message),
      onUpdate: () => onUpdate(),
      warn: (line) => log.warn(line),
    });
    const retarget = createRetarget({
      collector,
      resolveTargets,
      config: () => config,
      reload: async () => {
        const { listen } = config;
        const next = await collectorConfig(session, dirs, options, config.file);
        intervalMs = parseDuration(next.interval);
        config = next;
        if (next.listen !== listen) log.warn('listen has changed: it is followed at the next start');
      },
      log,
    });
    await retarget({ reload: false });
    const first = (await collector.sweep('all')).collected;
    // A `go` that hangs does not keep what is known from being served.
    await (once ? first : Promise.race([first, sleep(FIRST_SWEEP_MS, undefined, { ref: false })]));
    if (once) {
      const { renderOpenMetrics } = await import('../telemetry/prometheus.ts');
      session.terminal.print(
        downgradeToText(await renderOpenMetrics(collector.samples(), collector.measurements())),
      );
      return 0;
    }
    const known = collector;
    return await serve(session, known, telemetry, {
      ...address,
      reload: wakeUp.reload,
      onUpdate: (update) => {
        onUpdate = update;
      },
      run: (signal) =>
        runLoop({
          collector: known,
          watcher,
          wakeUp,
          intervalMs: () => intervalMs,
          retarget,
          signal,
          warn: (line) => log.warn(line),
        }),
      allowHosts: options.allowHost ?? [],
      render: (await import('../telemetry/exposition.ts')).createExposition(),
    });
  } finally {
    watcher.close();
    await telemetry.shutdown();
  }
}

/** stdout is for metrics and states. */
function toStderr(session: Session): Session {
  const { terminal } = session;
  return { ...session, terminal: { ...terminal, print: (text) => terminal.warn(text.trimEnd()) } };
}

interface ServeOptions {
  readonly host: string;
  readonly port: number;
  /** Reads the configuration anew. */
  readonly reload: () => void;
  /** Whom to call when there is something new to serve. */
  readonly onUpdate: (update: () => void) => void;
  /** Keeps looking until it is stopped. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  readonly allowHosts: readonly string[];
  readonly render: (parts: readonly SamplePart[]) => Promise<string>;
}

/** Until SIGINT or SIGTERM. */
async function serve(
  session: Session,
  collector: Collector,
  telemetry: Telemetry,
  options: ServeOptions,
): Promise<number> {
  const render = async (): Promise<ReadonlyMap<string, readonly Representation[]>> =>
    new Map([['/metrics', await metricsPage(await options.render(collector.parts()))]]);
  let pages = await render();
  const server = await startServer({ ...options, pages: () => pages });
  const { bold } = session.terminal.colors;
  session.terminal.print(
    `metrics: ${bold(`http://${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}/metrics`)}; watching, Ctrl-C ends\n`,
  );
  const stopped = new AbortController();
  process.on('SIGHUP', () => options.reload());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort());
  const refresh = coalesce(
    async () => {
      pages = await render();
    },
    (cause) => session.terminal.warn(cause instanceof Error ? cause.message : String(cause)),
  );
  options.onUpdate(refresh);
  refresh();
  await options.run(stopped.signal);
  await Promise.all([server.close(), telemetry.shutdown()]);
  return 0;
}

function hasChanged(state: ProjectState, before: ProjectState | null): boolean {
  const summary = (one: ProjectState) =>
    JSON.stringify(one.dimensions.map(({ id, state: is, findings }) => [id, is, findings]));
  return before === null || summary(state) !== summary(before);
}
