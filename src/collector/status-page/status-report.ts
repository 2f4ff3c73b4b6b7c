import { projectReport } from '../../domain/project-report.ts';
import type { Deployment, ProjectState } from '../../domain/state.ts';
import type { AuditEntry } from '../../store/audit-entry.ts';
import { seriesKey } from '../../telemetry/series-key.ts';

/** The shipped rules' `godrift:grace_period_seconds`; who overrides it there sees the alerts obey, not this page. */
export const GRACE_SECONDS = 900;
const ROLLBACKS = 50;

export interface StatusInputs {
  readonly states: readonly ProjectState[];
  readonly driftSince: ReadonlyMap<string, Date>;
  readonly deployments: ReadonlyMap<string, readonly Deployment[]>;
  /** The oldest first. */
  readonly rollbacks: readonly Pick<
    AuditEntry,
    'id' | 'ts' | 'kind' | 'reason' | 'target' | 'from' | 'to' | 'result' | 'error' | 'durationMs' | 'traceId'
  >[];
  readonly problems: readonly { readonly where: string | null; readonly message: string }[];
  readonly collector: {
    readonly version: string;
    readonly revision: string;
    readonly node: string;
    readonly host: string;
    readonly startedAt: Date;
    readonly intervalMs: number;
    readonly lastSweep: { readonly endedAt: Date; readonly tookMs: number } | null;
    readonly notReady: string | null;
  };
  /** Of a Jaeger UI, to link traces to. */
  readonly jaegerUrl: string | null;
  readonly now: Date;
}

export type StatusReport = ReturnType<typeof statusReport>;

/** The stable machine interface `godrift.status/v1`; the status page shows the same. Times are RFC 3339. */
export function statusReport(inputs: StatusInputs) {
  const { states, problems, collector } = inputs;
  const dimensions = states.flatMap((state) => state.dimensions);
  const drifted = dimensions.some(({ state }) => state === 'drifted');
  const unknown = problems.length > 0 || dimensions.some(({ state }) => state === 'unknown');
  return {
    schema: 'godrift.status/v1',
    result: drifted ? 'drift' : unknown ? 'unknown' : 'ok',
    generatedAt: inputs.now.toISOString(),
    collector: {
      version: collector.version,
      revision: collector.revision,
      node: collector.node,
      host: collector.host,
      startedAt: collector.startedAt.toISOString(),
      intervalMs: collector.intervalMs,
      ready: collector.notReady === null,
      notReady: collector.notReady,
      lastSweep:
        collector.lastSweep === null
          ? null
          : { at: collector.lastSweep.endedAt.toISOString(), durationMs: collector.lastSweep.tookMs },
      problems,
    },
    projects: states.map((state) => projectStatus(state, inputs)),
    rollbacks: inputs.rollbacks
      .slice(-ROLLBACKS)
      .toReversed()
      .map(({ id, ts, kind, reason, target, from, to, result, error, durationMs, traceId }) => ({
        ...{
          id,
          at: new Date(ts).toISOString(),
          kind,
          reason,
          target,
          from,
          to,
          result,
          error,
          durationMs,
          traceId,
        },
        traceUrl: traceUrl(inputs.jaegerUrl, traceId),
      })),
  };
}

function projectStatus(state: ProjectState, { driftSince, deployments, now }: StatusInputs) {
  const { name } = state.project;
  const report = projectReport(state);
  const recorded = (deployments.get(name) ?? []).toReversed();
  const newest = recorded[0];
  const graceUntil = newest === undefined ? null : new Date(newest.at.getTime() + GRACE_SECONDS * 1_000);
  return {
    ...report,
    baselineFrom: state.baseline.from,
    takenAt: state.takenAt.toISOString(),
    dimensions: report.dimensions.map((dimension) => ({
      ...dimension,
      since: driftSince.get(seriesKey(name, dimension.id))?.toISOString() ?? null,
    })),
    deployments: recorded.map(({ id, at, fingerprint, changeRatio }) => ({
      id,
      at: at.toISOString(),
      fingerprint,
      changeRatio,
    })),
    graceUntil: graceUntil?.toISOString() ?? null,
    inGrace: graceUntil !== null && graceUntil > now,
  };
}

/** Null without a Jaeger or a trace. */
function traceUrl(jaegerUrl: string | null, traceId: string | null): string | null {
  if (jaegerUrl === null || traceId === null || !/^[0-9a-f]{32}$/.test(traceId)) return null;
  const url = new URL(jaegerUrl);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/trace/${traceId}`;
  return url.href;
}
