import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { NOTHING_REPORTED } from './no-data.ts';
import { statPanel } from './panels.ts';
import { select } from './promql.ts';

/** How many collectors are heard: on every dashboard of hosts it tells "nothing to show" from "nothing reports". */
export function reportingHosts({
  id,
  width,
}: {
  readonly id: number;
  readonly width: number;
}): Builder<Panel> {
  return statPanel(
    {
      id,
      title: 'Reporting hosts',
      description: 'Hosts whose collector is heard now. Fleet also shows those that fell silent.',
      unit: 'short',
      noValue: NOTHING_REPORTED,
      width,
    },
    { expr: `count(count by (instance) (${select('godrift.build.info')}))` },
  );
}
