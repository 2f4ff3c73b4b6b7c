import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';
import type { MetricDefinition } from '../../src/contract/metric-definition.ts';
import { METRIC_NAMES, METRICS, type MetricName } from '../../src/contract/metrics.ts';
import { DASHBOARDS } from './dashboards.ts';
import { metric } from './promql.ts';

/** What Grafana puts in place of its variables; project and instance are regexps. */
export interface TemplateValues {
  readonly project: string;
  readonly instance: string;
  readonly __rate_interval: string;
  readonly __range: string;
}

export interface PanelExpression {
  /** The dashboard's uid. */
  readonly dashboard: string;
  /** The panel's title, or the name of the annotation. */
  readonly panel: string;
  readonly kind: 'panel' | 'annotation';
  /** PromQL without variables. */
  readonly expr: string;
  /** A table or a number now; otherwise a range over the dashboard's time. */
  readonly instant: boolean;
  /** The metrics of the contract that it reads. */
  readonly metrics: readonly MetricName[];
  /** One of them is not emitted yet. */
  readonly pending: boolean;
}

/** Every PromQL expression of every dashboard. */
export function panelExpressions(values: TemplateValues): readonly PanelExpression[] {
  return DASHBOARDS.flatMap(({ uid = '', panels = [], annotations }) => [
    ...panels.flatMap((panel) =>
      'targets' in panel
        ? (panel.targets ?? [])
            .filter((target): target is Dataquery => 'expr' in target)
            .map(({ expr, instant = false }) => expression(uid, panel.title ?? '', 'panel', expr, instant))
        : [],
    ),
    ...(annotations.list ?? []).map(({ name, expr = '' }) =>
      expression(uid, name, 'annotation', expr, false),
    ),
  ]);

  function expression(
    dashboard: string,
    panel: string,
    kind: PanelExpression['kind'],
    template: string,
    instant: boolean,
  ): PanelExpression {
    const expr = template.replace(
      /\$(__rate_interval|__range|project|instance)\b/g,
      (_, name: keyof TemplateValues) => values[name],
    );
    const metrics = METRIC_NAMES.filter((name) =>
      new RegExp(`\\b${metric(name)}(_bucket|_sum|_count)?\\b`).test(expr),
    );
    const pending = metrics.some((name) => (METRICS[name] as MetricDefinition).status === 'pending');
    return { dashboard, panel, kind, expr, instant, metrics, pending };
  }
}
