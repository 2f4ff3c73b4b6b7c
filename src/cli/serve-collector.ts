import { once } from 'node:events';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { BuildCaches } from '../collector/build-caches.ts';
import { coalesce } from '../collector/coalesce.ts';
import type { Collector } from '../collector/collector.ts';
import { startServer } from '../collector/http-server.ts';
import { metricsPage } from '../collector/metrics-page.ts';
import { observedEnv } from '../collector/observed-env.ts';
import type { Pages } from '../collector/page.ts';
import { writePromptStamp } from '../collector/prompt-stamp-of.ts';
import { runLoop, type WakeUp } from '../collector/run-loop.ts';
import { statusSite } from '../collector/status-site.ts';
import { trackSweeps } from '../collector/track-sweeps.ts';
import { messageOf } from '../collector/unknown-project.ts';
import { type BackgroundWork, verifyInBackground } from '../collector/verify-in-background.ts';
import type { Watcher } from '../collector/watch/watcher.ts';
import type { FollowedWebConfig } from '../collector/web-config/follow-web-config.ts';
import type { Telemetry } from '../contract/tracer.ts';
import { parseDuration } from '../domain/duration.ts';
import { createHost } from '../host/create-host.ts';
import { createExposition } from '../telemetry/exposition.ts';
import type { CollectorConfig } from './collector-config.ts';
import type { Retarget } from './retarget.ts';
import { buildInfo, type Session } from './session.ts';

/** Then what is known is served: a `go` that hangs keeps nothing else back. */
const FIRST_SWEEP_MS = 5_000;
/** Of `go env`. */
const GO_TIMEOUT_MS = 60_000;

export interface ServeOptions {
  readonly session: Session;
  readonly telemetry: Telemetry;
  readonly log: Logger;
  readonly web: FollowedWebConfig | null;
  readonly watcher: Watcher;
  readonly wakeUp: WakeUp;
  readonly retarget: Retarget;
  readonly caches: BuildCaches;
  readonly address: { readonly host: string; readonly port: number };
  readonly allowHosts: readonly string[];
  readonly openProbes: boolean;
  /** As it was last read. */
  readonly config: () => CollectorConfig;
  /** Whom to call when there is something new to serve. */
  readonly onUpdate: (update: () => void) => void;
}

/** Serves what a collector knows and keeps it looking, until SIGINT or SIGTERM. */
export async function serveCollector(untracked: Collector, options: ServeOptions): Promise<number> {
  const { session, telemetry, log, web, config, wakeUp } = options;
  const intervalMs = () => parseDuration(config().interval);
  const dropped = () => telemetry.samples().reduce((sum, { value }) => sum + value, 0);
  let droppedServed = 0;
  let updates = 0;
  let verifying: Promise<void> | null = null;
  const { collector, sweeps } = trackSweeps(untracked, () => {
    if (dropped() !== droppedServed) refresh();
  });
  const renderParts = createExposition();
  let pages: Pages = new Map();

  async function render(): Promise<void> {
    droppedServed = dropped();
    const parts = [
      ...collector.parts(),
      { samples: () => options.caches.samples() },
      { samples: () => telemetry.samples() },
    ];
    pages = new Map([['/metrics', await metricsPage(await renderParts(parts))]]);
    await writePromptStamp(session.stateDir, collector.states());
  }
  const refresh = coalesce(render, (cause) => log.warn(messageOf(cause)));

  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort());
  process.on('SIGHUP', wakeUp.reload);
  const server = await startServer({
    ...options.address,
    web,
    allowHosts: options.allowHosts,
    openProbes: options.openProbes,
    pages: () => pages,
    onError: (message) => log.error(message),
    ...statusSite({
      ...{ collector, sweeps, build: buildInfo(), host: hostname(), intervalMs },
      updates: () => updates,
      jaegerUrl: () => config().jaegerUrl,
      otherProblem: () => web?.problem() ?? null,
    }),
  });
  try {
    const first = (await collector.sweep('all')).collected;
    // One that ends late may fail late.
    first.catch(() => {});
    await Promise.race([
      first,
      sleep(FIRST_SWEEP_MS, undefined, { ref: false }),
      ...(stopped.signal.aborted ? [] : [once(stopped.signal, 'abort')]),
    ]);
    options.onUpdate(() => {
      updates += 1;
      refresh();
    });
    await render().catch((cause: unknown) => log.warn(messageOf(cause)));
    const host = server.host.includes(':') ? `[${server.host}]` : server.host;
    session.terminal.print(
      `metrics: ${session.terminal.colors.bold(`${server.scheme}://${host}:${server.port}/metrics`)}; watching, Ctrl-C ends\n`,
    );
    verifying = verifyInBackground({
      stateDir: session.stateDir,
      passes: [
        { what: 'modules', run: (work) => verifyModulesOf(collector.watched(), work, options) },
        { what: 'the build cache', run: options.caches.verify },
      ],
      signal: stopped.signal,
      warn: (line) => log.warn(line),
    });
    await runLoop({
      ...{ collector, wakeUp, intervalMs, signal: stopped.signal },
      watcher: options.watcher,
      retarget: options.retarget,
      warn: (line) => log.warn(line),
    });
  } finally {
    stopped.abort();
    await Promise.all([server.close(), telemetry.shutdown(), verifying]);
  }
  return 0;
}

/** Zips are left to `cache verify`: no build reads them once they are unpacked. Rejects with what failed first, after all. */
async function verifyModulesOf(
  watched: ReturnType<Collector['watched']>,
  work: BackgroundWork,
  { session, telemetry }: ServeOptions,
): Promise<void> {
  const { verifyProject } = await import('../engine/verify-project.ts');
  const { stateDir } = session;
  const failed: unknown[] = [];
  for (const { target, state } of watched) {
    try {
      const env = target.envFile === null ? session.env : observedEnv(target.envFile, session.env);
      const projectDir = state.project.dir;
      const timeoutMs = GO_TIMEOUT_MS;
      const host = createHost({ env, projectDir, online: false, timeoutMs, tracer: telemetry });
      await verifyProject(state, host, { ...work, zips: false, stateDir });
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
}
