import type { Meter, Observable } from '@opentelemetry/api';
import type { MetricDefinition } from '../contract/metric-definition.ts';
import { METRIC_NAMES, METRICS } from '../contract/metrics.ts';
import type { Sample } from '../contract/sample.ts';

/** Registers observable instruments for every emitted metric of these types, all read from the present samples at once. */
export function observeSamples(
  meter: Meter,
  types: ReadonlySet<MetricDefinition['type']>,
  samples: () => readonly Sample[],
): void {
  const instruments = new Map<string, Observable>();
  for (const name of METRIC_NAMES) {
    const { type, unit, brief, status }: MetricDefinition = METRICS[name];
    if (status === 'pending' || !types.has(type)) continue;
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
