import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { NOTHING_REPORTED } from './no-data.ts';
import { stackPanel } from './panels.ts';
import { select } from './promql.ts';
import { SEVERITY_COLORS } from './states.ts';

/** Findings by severity over time; Overview and Project have it. */
export function severityPanel({
  id,
  width,
}: {
  readonly id: number;
  readonly width: number;
}): Builder<Panel> {
  const panel = stackPanel(
    {
      id,
      title: 'Findings by severity',
      description:
        'Differences from what is declared and from the baseline; of several hosts the worst. Accepted ones count only as accepted.',
      unit: 'short',
      noValue: NOTHING_REPORTED,
      width,
    },
    [
      {
        expr: `sum by (severity) (max by (project, dimension, severity) (${select('godrift.findings')}))`,
        legend: '{{severity}}',
      },
    ],
  );
  for (const [severity, fixedColor] of Object.entries(SEVERITY_COLORS))
    panel.overrideByName(severity, [{ id: 'color', value: { mode: 'fixed', fixedColor } }]);
  return panel;
}
