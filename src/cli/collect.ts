import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { type Collector, createCollector } from '../collector/collector.ts';
import { driftEvents } from '../collector/drift-events.ts';
import { startServer } from '../collector/http-server.ts';
import { metricsPage } from '../collector/metrics-page.ts';
import type { Representation } from '../collector/page.ts';
import { writePromptStamp } from '../collector/prompt-stamp-of.ts';
import type { Site } from '../collector/respond.ts';
import { statusSite } from '../collector/status-site.ts';
import { trackSweeps } from '../collector/track-sweeps.ts';
import type { FollowedWebConfig } from '../collector/web-config/follow-web-config.ts';
import type { Telemetry } from '../contract/tracer.ts';
import { parseDuration } from '../domain/duration.ts';
import type { ProjectState } from '../domain/state.ts';
import { baselineInputs } from '../engine/load-baseline.ts';
import { journalNames } from '../rollback/interrupted.ts';
import { createEventLog } from '../store/event-log.ts';
import { downgradeToText } from '../telemetry/downgrade-to-text.ts';
import { noTelemetry } from '../telemetry/no-telemetry.ts';
import { telemetryWanted } from '../telemetry/telemetry-wanted.ts';
import { collectorConfig } from './collector-config.ts';
import type { CommandOptions } from './command-options.ts';
import { isLoopback, parseListenAddress } from './listen-address.ts';
import { openLog } from './open-log.ts';
import { renderState } from './render-state.ts';
import { rollbackRecover } from './rollback-recover.ts';
import { buildInfo, look, type Session, startTelemetry } from './session.ts';

/** The collector: keeps looking at its projects, serves what it knows. With `--once`, looks once and prints the metrics. */
const EVENT_LOG = { maxBytes: 8 * 1024 * 1024, keep: 5 } as const;

export async function collect(
  session: Session,
  dirs: readonly string[],
  options: CommandOptions,
): Promise<number> {
  const config = await collectorConfig(session, dirs, options);
  const insecure = options.allowInsecureListen === true;
  const webFile = options['web.config.file'];
  const address = parseListenAddress(config.listen, { insecure: insecure || webFile !== undefined });
  const intervalMs = parseDuration(config.interval);
  // --config is the host's here, not a project's.
  const { config: _, ...globals } = session.globals;
  const projectSession = { ...session, globals: { ...globals, online: config.online } };
  const log = await openLog(session.globals.logLevel);
  const web = await followWeb(session, webFile, {
    mustBeSecure: !insecure && !isLoopback(address.host),
    warn: (line) => log.warn(line),
  });
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
      dirs: config.dirs,
      stateDir: session.stateDir,
      build: buildInfo(),
      tracer: telemetry,
      look: (dir, { again }) =>
        telemetry.span('godrift.collect', { attributes: { 'process.executable.name': 'godrift' } }, () =>
          look(projectSession, dir, telemetry, { again }),
        ),
      alsoInputs: ({ project }: ProjectState) => baselineInputs(project, session.stateDir, {}),
      onState: (state, before) => {
        if (once || !hasChanged(state, before)) return;
        // A first look begins nothing.
        if (before !== null) for (const event of driftEvents(state, before)) void events.append(event);
        session.terminal.print(`${renderState(state, session.terminal)}\n`);
        for (const { id, state: is, score } of state.dimensions)
          log.info({ project: state.project.name, dimension: id, state: is, score }, 'collected');
      },
      onProblem: (dir, message) => log.error({ dir }, message),
      warn: (line) => log.warn(line),
    });
    const dropped = () => telemetry.samples().reduce((sum, { value }) => sum + value, 0);
    const tracked = trackSweeps(collector, dropped);
    collector = tracked.collector;
    await collector.sweep();
    await writePromptStamp(session.stateDir, collector.states()).catch((error: unknown) =>
      log.warn(String(error)),
    );
    const { renderOpenMetrics } = await import('../telemetry/prometheus.ts');
    if (once) {
      session.terminal.print(
        downgradeToText(await renderOpenMetrics(collector.samples(), collector.measurements())),
      );
      return 0;
    }
    return await serve(session, collector, telemetry, {
      ...address,
      intervalMs,
      allowHosts: options.allowHost ?? [],
      renderOpenMetrics,
      web,
      onError: (message) => log.error(message),
      ...statusSite({
        ...{ collector, sweeps: tracked.sweeps, build: buildInfo(), host: hostname(), intervalMs },
        jaegerUrl: config.jaegerUrl,
        otherProblem: () => web?.problem() ?? null,
      }),
    });
  } finally {
    await telemetry.shutdown();
  }
}

/** stdout is for metrics and states. */
function toStderr(session: Session): Session {
  const { terminal } = session;
  return { ...session, terminal: { ...terminal, print: (text) => terminal.warn(text.trimEnd()) } };
}

/** Null where none is named: only then is neither loaded. */
async function followWeb(
  session: Session,
  file: string | undefined,
  options: Parameters<typeof import('../collector/web-config/follow-web-config.ts').followWebConfig>[1],
): Promise<FollowedWebConfig | null> {
  if (file === undefined) return null;
  const { followWebConfig } = await import('../collector/web-config/follow-web-config.ts');
  return followWebConfig(resolve(session.cwd, file), options);
}

interface ServeOptions extends Omit<Site, 'pages' | 'gate' | 'headers'> {
  readonly web: FollowedWebConfig | null;
  readonly host: string;
  readonly port: number;
  readonly intervalMs: number;
  readonly renderOpenMetrics: typeof import('../telemetry/prometheus.ts').renderOpenMetrics;
}

/** Until SIGINT or SIGTERM. */
async function serve(
  session: Session,
  collector: Collector,
  telemetry: Telemetry,
  options: ServeOptions,
): Promise<number> {
  const render = async (): Promise<ReadonlyMap<string, readonly Representation[]>> =>
    new Map([
      [
        '/metrics',
        await metricsPage(
          await options.renderOpenMetrics(
            [...collector.samples(), ...telemetry.samples()],
            collector.measurements(),
          ),
        ),
      ],
    ]);
  let pages = await render();
  const server = await startServer({ ...options, pages: () => pages });
  const { bold } = session.terminal.colors;
  session.terminal.print(
    `metrics: ${bold(`${server.scheme}://${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}/metrics`)}; watching, Ctrl-C ends\n`,
  );
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort());
  while (await pause(options.intervalMs, stopped.signal)) {
    try {
      if (await collector.sweep()) {
        pages = await render();
        await writePromptStamp(session.stateDir, collector.states());
      }
    } catch (cause) {
      // A sweep that fails as a whole leaves the last true snapshot, with its timestamp, in place.
      session.terminal.warn(cause instanceof Error ? cause.message : String(cause));
    }
  }
  await Promise.all([server.close(), telemetry.shutdown()]);
  return 0;
}

/** Whether to go on. */
function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const done = (goOn: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(goOn);
    };
    const stop = () => done(false);
    const timer = setTimeout(() => done(true), ms);
    signal.addEventListener('abort', stop);
  });
}

function hasChanged(state: ProjectState, before: ProjectState | null): boolean {
  const summary = (one: ProjectState) =>
    JSON.stringify(one.dimensions.map(({ id, state: is, findings }) => [id, is, findings]));
  return before === null || summary(state) !== summary(before);
}
