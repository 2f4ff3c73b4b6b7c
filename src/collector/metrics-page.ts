import { downgradeToText } from '../telemetry/downgrade-to-text.ts';
import { type Representation, representation } from './page.ts';

/** `/metrics`: Prometheus text by default, OpenMetrics for those who prefer it. */
export function metricsPage(openMetrics: string): Promise<readonly Representation[]> {
  return Promise.all([
    representation('text/plain; version=0.0.4; charset=utf-8', downgradeToText(openMetrics)),
    representation('application/openmetrics-text; version=1.0.0; charset=utf-8', openMetrics),
  ]);
}
