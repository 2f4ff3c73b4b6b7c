import type { MetricDefinition } from '../../src/contract/metric-definition.ts';
import { METRICS, type MetricName } from '../../src/contract/metrics.ts';
import { promName } from '../../src/contract/prom-name.ts';

type LabelOf<N extends MetricName> = (typeof METRICS)[N]['labels'][number];
type Matchers<N extends MetricName> = { readonly [L in LabelOf<N>]?: string };

/** The Prometheus name of a metric of the contract; of a histogram, give the part. */
export function metric(name: MetricName, part?: 'bucket' | 'sum' | 'count'): string {
  const { unit, type } = METRICS[name];
  return part === undefined ? promName(name, unit, type) : `${promName(name, unit, type)}_${part}`;
}

/** A selector of the chosen hosts and, where the metric has that label, projects. A matcher with `|` is a regexp. */
export function select<N extends MetricName>(name: N, matchers: Matchers<N> = {}): string {
  return metric(name) + braces(name, matchers);
}

/** The same for one part of a histogram. */
export function selectPart(name: 'rollback.latency', part: 'bucket' | 'sum' | 'count'): string {
  return metric(name, part) + braces(name);
}

/**
 * Constant-1 series reduced to the last one written for each `by`, as its timestamp: what comes by OTLP has no staleness
 * markers, so the series of a version that is gone lingers for five minutes beside its successor.
 */
export function newest<N extends MetricName>(
  name: N,
  by: readonly ('instance' | LabelOf<N>)[],
  matchers: Matchers<N> = {},
): string {
  const labels = ['instance', ...METRICS[name].labels].join(', ');
  return `max by (${labels}) (topk by (${by.join(', ')}) (1, timestamp(${select(name, matchers)})))`;
}

function braces<N extends MetricName>(name: N, matchers: Matchers<N> = {}): string {
  const definition: MetricDefinition = METRICS[name];
  const own = Object.entries<string>(matchers as Readonly<Record<string, string>>).map(
    ([label, value]) => `${label}${value.includes('|') ? '=~' : '='}"${value}"`,
  );
  const project = definition.labels.includes('project') ? ['project=~"$project"'] : [];
  return `{${['job="godrift"', 'instance=~"$instance"', ...project, ...own].join(', ')}}`;
}
