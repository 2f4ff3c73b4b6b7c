import { Counter, Gauge, Histogram, type OpenMetricsContentType, Registry } from 'prom-client';
import type { MetricDefinition } from '../contract/metric-definition.ts';
import { METRIC_NAMES, METRICS, type MetricName, ROLLBACK_LATENCY_BUCKETS } from '../contract/metrics.ts';
import { promName } from '../contract/prom-name.ts';
import type { Measurement, Sample, SampledMetric } from '../contract/sample.ts';

/**
 * The samples as an OpenMetrics 1.0 exposition, families in the order of the contract. A registry lives for one
 * rendering: a series that is gone leaves nothing behind.
 */
export async function renderOpenMetrics(
  samples: readonly Sample[],
  measurements: readonly Measurement[] = [],
): Promise<string> {
  // A render as OpenMetrics takes `_total` away from a registry's counters for good: its type never changes.
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const families = Map.groupBy<MetricName, Sample>(samples, (sample) => sample.metric);
  for (const name of METRIC_NAMES) {
    const family = families.get(name);
    if (family?.[0] !== undefined) register(registry, family[0].metric, family);
    const measured = measurements.filter(({ metric }) => metric === name);
    if (measured[0] !== undefined) registerHistogram(registry, measured[0].metric, measured);
  }
  return registry.metrics();
}

function registerHistogram(
  registry: Registry<OpenMetricsContentType>,
  metric: Measurement['metric'],
  measurements: readonly Measurement[],
): void {
  const { type, unit, labels, brief }: MetricDefinition = METRICS[metric];
  const histogram = new Histogram({
    name: promName(metric, unit, type),
    help: brief,
    labelNames: [...labels],
    buckets: [...ROLLBACK_LATENCY_BUCKETS],
    enableExemplars: true,
    registers: [registry],
  });
  for (const { labels: values, value, traceId } of measurements)
    histogram.observe({
      labels: { ...values },
      value,
      ...(traceId === null ? {} : { exemplarLabels: { trace_id: traceId } }),
    });
}

function register(
  registry: Registry<OpenMetricsContentType>,
  metric: SampledMetric,
  family: readonly Sample[],
): void {
  const { type, unit, labels, brief }: MetricDefinition = METRICS[metric];
  const options = {
    name: promName(metric, unit, type),
    help: brief,
    labelNames: [...labels],
    registers: [registry],
  };
  if (type === 'counter') {
    const counter = new Counter(options);
    for (const { labels: values, value } of family) counter.inc({ ...values }, value);
  } else {
    const gauge = new Gauge(options);
    for (const { labels: values, value } of family) gauge.set({ ...values }, value);
  }
}
