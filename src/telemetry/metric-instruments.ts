import type { Meter, Observable } from '@opentelemetry/api';
import type { MetricDefinition } from '../contract/metric-definition.ts';
import { METRIC_NAMES, METRICS, ROLLBACK_LATENCY_BUCKETS } from '../contract/metrics.ts';
import type { Measurement, Sample } from '../contract/sample.ts';

/** Registers observable instruments for every emitted metric of these types, all read from the present samples at once. */
export function observeSamples(
  meter: Meter,
  types: ReadonlySet<MetricDefinition['type']>,
  samples: () => readonly Sample[],
): void {
  const instruments = new Map<string, Observable>();
  for (const name of METRIC_NAMES) {
    const { type, unit, brief }: MetricDefinition = METRICS[name];
    if (type === 'histogram' || !types.has(type)) continue;
    const options = { description: brief, ...(unit !== null && { unit }) };
    const create = type === 'counter' ? meter.createObservableCounter : meter.createObservableGauge;
    instruments.set(name, create.call(meter, name, options));
  }
  meter.addBatchObservableCallback(
    (result) => {
      for (const { metric, value, labels } of samples()) {
        const instrument = instruments.get(metric);
        if (instrument !== undefined) result.observe(instrument, value, labels);
      }
    },
    [...instruments.values()],
  );
}

/** Records every measurement once; called again with a list that has grown. */
export function measurementRecorder(meter: Meter): (measurements: readonly Measurement[]) => void {
  const { unit, brief }: MetricDefinition = METRICS['rollback.latency'];
  const histogram = meter.createHistogram('rollback.latency', {
    description: brief,
    ...(unit !== null && { unit }),
    advice: { explicitBucketBoundaries: [...ROLLBACK_LATENCY_BUCKETS] },
  });
  let recorded = 0;
  return (measurements) => {
    for (const { value, labels } of measurements.slice(recorded)) histogram.record(value, labels);
    recorded = Math.max(recorded, measurements.length);
  };
}
