import type { MetricDefinition } from '../../src/contract/metric-definition.ts';
import { METRICS, type MetricName } from '../../src/contract/metrics.ts';

/** What an empty panel says: why that can be, and where to look. A metric that is not emitted yet says so itself. */
export function noData(reason: string, ...metrics: readonly MetricName[]): string {
  const waits = metrics
    .map((name): MetricDefinition => METRICS[name])
    .flatMap(({ waitsFor }) =>
      waitsFor === null ? [] : [`This release does not report it: it waits for ${waitsFor}.`],
    );
  return ['No data.', ...new Set(waits), reason].join(' ');
}

export const CHECK_SELECTION =
  'Nothing was reported here: check data source, project and host above, and that Prometheus has job="godrift".';

export const NOTHING_REPORTED = noData(CHECK_SELECTION);
export const NO_FINGERPRINT = noData(`${CHECK_SELECTION} A dimension that is unknown has no fingerprint.`);
export const NO_GO = noData('Go is missing on every host of this selection, or none reports.');
