import { type Measurement, type Sample, sample } from '../contract/sample.ts';

/** What metrics need of an audit entry. */
export interface RollbackRecord {
  readonly kind: string;
  readonly result: string;
  readonly reason: string;
  readonly durationMs: number;
  readonly traceId: string | null;
}

const KINDS = ['sdk', 'env', 'cache'];
const RESULTS = ['success', 'failure'];

/** How many there were of each; `manual` ones start at 0, or their first would be no increase. */
export function rollbackSamples(records: readonly RollbackRecord[]): readonly Sample[] {
  const counts = new Map<string, Sample>();
  const add = (labels: Pick<RollbackRecord, 'kind' | 'result' | 'reason'>, by: number) => {
    const key = `${labels.kind} ${labels.result} ${labels.reason}`;
    counts.set(key, sample('rollback.count', (counts.get(key)?.value ?? 0) + by, labels));
  };
  for (const kind of KINDS) for (const result of RESULTS) add({ kind, result, reason: 'manual' }, 0);
  for (const { kind, result, reason } of records) add({ kind, result, reason }, 1);
  return [...counts.values()];
}

/** How long each took. */
export function rollbackMeasurements(records: readonly RollbackRecord[]): readonly Measurement[] {
  return records.map(({ kind, result, durationMs, traceId }) => ({
    metric: 'rollback.latency',
    value: durationMs / 1_000,
    labels: { kind, result },
    traceId,
  }));
}
