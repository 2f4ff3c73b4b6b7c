import { type Measurement, type Sample, sample } from '../contract/sample.ts';

/** What metrics need of an audit entry. */
export interface RollbackRecord {
  readonly kind: string;
  readonly result: string;
  readonly reason: string;
  /** ms since the epoch */
  readonly ts: number;
  readonly durationMs: number;
  readonly traceId: string | null;
}

const KINDS = ['sdk', 'env', 'cache'];
const RESULTS = ['success', 'failure'];
const REASONS = ['manual', 'drift', 'ci', 'recover'];

/** How many there were of each; all start at 0, or the first would be no increase. */
export function rollbackSamples(records: readonly RollbackRecord[]): readonly Sample[] {
  const counts = new Map<string, Sample>();
  const add = (labels: Pick<RollbackRecord, 'kind' | 'result' | 'reason'>, by: number) => {
    const key = `${labels.kind} ${labels.result} ${labels.reason}`;
    counts.set(key, sample('rollback.count', (counts.get(key)?.value ?? 0) + by, labels));
  };
  for (const kind of KINDS)
    for (const result of RESULTS) for (const reason of REASONS) add({ kind, result, reason }, 0);
  for (const { kind, result, reason } of records) add({ kind, result, reason }, 1);
  return [...counts.values()];
}

/** The histograms that are there before the first rollback, or that would be no increase. */
export const ROLLBACK_LATENCY_LABELS = KINDS.flatMap((kind) => RESULTS.map((result) => ({ kind, result })));

/** How long each took. */
export function rollbackMeasurements(records: readonly RollbackRecord[]): readonly Measurement[] {
  return records.map(({ kind, result, ts, durationMs, traceId }) => ({
    metric: 'rollback.latency',
    value: durationMs / 1_000,
    labels: { kind, result },
    takenAt: new Date(ts),
    traceId,
  }));
}
