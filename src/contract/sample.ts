import type { METRICS, MetricName } from './metrics.ts';

/** The metrics with one value a series: all but histograms. */
export type SampledMetric = {
  [N in MetricName]: (typeof METRICS)[N]['type'] extends 'histogram' ? never : N;
}[MetricName];

export type LabelsOf<N extends MetricName> = Readonly<Record<(typeof METRICS)[N]['labels'][number], string>>;

/** One value of one series. */
export interface Sample {
  readonly metric: SampledMetric;
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** One thing that took its time: of a histogram. */
export interface Measurement {
  readonly metric: Exclude<MetricName, SampledMetric>;
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly takenAt: Date;
  /** Becomes the exemplar; null where it was not traced. */
  readonly traceId: string | null;
}

/** A sample whose metric and label keys the compiler checks against the contract. */
export function sample<N extends SampledMetric>(metric: N, value: number, labels: LabelsOf<N>): Sample {
  return { metric, value, labels };
}
