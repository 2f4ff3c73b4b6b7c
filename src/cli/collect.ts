import { join, resolve } from 'node:path';
import { createBuildCaches } from '../collector/build-caches.ts';
import { type Collector, createCollector } from '../collector/collector.ts';
import { createTargetResolver } from '../collector/configured-targets.ts';
import { driftEvents } from '../collector/drift-events.ts';
import { observedEnv } from '../collector/observed-env.ts';
import { createWakeUp } from '../collector/run-loop.ts';
import { createWatcher } from '../collector/watch/watcher.ts';
import type { FollowedWebConfig } from '../collector/web-config/follow-web-config.ts';
import type { ProjectState } from '../domain/state.ts';
import { baselineInputs } from '../engine/load-baseline.ts';
import { keepHeapSmall } from '../host/small-heap.ts';
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
import { createRetarget } from './retarget.ts';
import { rollbackRecover } from './rollback-recover.ts';
import { buildInfo, look, type Session, startTelemetry } from './session.ts';

const EVENT_LOG = { maxBytes: 8 * 1024 * 1024, keep: 5 } as const;

/** The collector: keeps looking at its projects, serves what it knows. With `--once`, looks once and prints the metrics. */
export async function collect(
  session: Session,
  dirs: readonly string[],
  options: CommandOptions,
): Promise<number> {
  keepHeapSmall();
  let config = await collectorConfig(session, dirs, options);
  const insecure = options.allowInsecureListen === true;
  const webFile = options['web.config.file'];
  const address = parseListenAddress(config.listen, { insecure: insecure || webFile !== undefined });
  // --config is the host's here, not a project's.
  const { config: _, ...globals } = session.globals;
  const projectSession = { ...session, globals: { ...globals, online: config.online } };
  const log = await openLog(session.globals.logLevel);
  const web = await followWeb(session, webFile, {
    mustBeSecure: !insecure && !isLoopback(address.host),
    warn: (line) => log.warn(line),
  });
  const wakeUp = createWakeUp();
  const watcher = createWatcher({ onDirty: wakeUp.dirty, warn: (line) => log.warn(line) });
  const resolveTargets = createTargetResolver();
  let onUpdate = () => {};
  let collector: Collector | undefined;
  const caches = createBuildCaches({
    stateDir: session.stateDir,
    states: () => collector?.states() ?? [],
    onUpdate: () => onUpdate(),
  });
  const samples = () => [...(collector?.samples() ?? []), ...caches.samples()];
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
        config = next;
        if (next.listen !== listen) log.warn('listen has changed: it is followed at the next start');
      },
      log,
    });
    await retarget({ reload: false });
    if (once) {
      await (await collector.sweep('all')).collected;
      await caches.recall();
      const { renderOpenMetrics } = await import('../telemetry/prometheus.ts');
      session.terminal.print(downgradeToText(await renderOpenMetrics(samples(), collector.measurements())));
      return 0;
    }
    const { serveCollector } = await import('./serve-collector.ts');
    return await serveCollector(collector, {
      ...{ session, telemetry, log, web, watcher, wakeUp, retarget, caches },
      address,
      allowHosts: options.allowHost ?? [],
      openProbes: options.openProbes === true,
      config: () => config,
      onUpdate: (update) => {
        onUpdate = update;
      },
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

function hasChanged(state: ProjectState, before: ProjectState | null): boolean {
  const summary = (one: ProjectState) =>
    JSON.stringify(one.dimensions.map(({ id, state: is, findings }) => [id, is, findings]));
  return before === null || summary(state) !== summary(before);
}
