import { Counter, Gauge, Histogram, type OpenMetricsContentType, Registry } from 'prom-client';
import type { MetricDefinition } from '../contract/metric-definition.ts';
import { METRIC_NAMES, METRICS, type MetricName, ROLLBACK_LATENCY_BUCKETS } from '../contract/metrics.ts';
import { promName } from '../contract/prom-name.ts';
import type { Measurement, Sample, SampledMetric } from '../contract/sample.ts';
import { ROLLBACK_LATENCY_LABELS } from './rollback-samples.ts';

/**
 * The samples, and the rollbacks' histogram where they are counted, as an OpenMetrics 1.0 exposition, families in the order of the contract. A registry lives for one
 * rendering: a series that is gone leaves nothing behind.
 */
export async function renderOpenMetrics(
  samples: readonly Sample[],
  measurements?: readonly Measurement[],
): Promise<string> {
  // A render as OpenMetrics takes `_total` away from a registry's counters for good: its type never changes.
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const families = Map.groupBy<MetricName, Sample>(samples, (sample) => sample.metric);
  for (const name of METRIC_NAMES) {
    const family = families.get(name);
    if (family?.[0] !== undefined) register(registry, family[0].metric, family);
    if (name === 'rollback.latency' && measurements !== undefined)
      registerHistogram(registry, name, measurements);
  }
  return dateExemplars(await registry.metrics(), measurements ?? []);
}

/** prom-client dates an exemplar by the rendering. */
function dateExemplars(text: string, measurements: readonly Measurement[]): string {
  const taken = new Map(measurements.map(({ traceId, takenAt }) => [traceId, takenAt.getTime() / 1_000]));
  return text.replace(
    /( # \{trace_id="([0-9a-f]+)"\} \S+) \S+$/gm,
    (all, exemplar: string, traceId: string) =>
      taken.has(traceId) ? `${exemplar} ${taken.get(traceId)}` : all,
  );
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
  for (const values of ROLLBACK_LATENCY_LABELS) histogram.zero(values);
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
