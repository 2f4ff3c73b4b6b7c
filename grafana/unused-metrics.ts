import type { MetricName } from '../src/contract/metrics.ts';

/** Metrics of the contract that no dashboard and no rule reads on purpose, and why. */
export const UNUSED_METRICS: Readonly<Partial<Record<MetricName, string>>> = {
  'godrift.telemetry.dropped': 'of telemetry itself: read where telemetry is missing',
};
