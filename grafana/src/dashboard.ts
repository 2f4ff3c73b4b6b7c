import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type Panel,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PROMETHEUS } from './panels.ts';
import { metric } from './promql.ts';
import { exploreTraces } from './traces.ts';

export interface Annotation {
  readonly name: string;
  readonly expr: string;
  readonly color: string;
  readonly title: string;
  readonly text: string;
  readonly tags: string;
  /** The value of the expression, in ms since the epoch, is when it happened. */
  readonly valueIsTime?: boolean;
}

export interface Row {
  readonly id: number;
  readonly title: string;
  /** Their widths fill lines of 24 columns. */
  readonly panels: readonly Builder<Panel>[];
}

export interface DashboardSpec {
  readonly uid: `godrift-${string}`;
  readonly title: string;
  readonly description: string;
  /** Which projects are chosen when it is opened. */
  readonly projects: 'all' | 'first';
  readonly annotations: readonly Annotation[];
  readonly rows: readonly Row[];
}

/** A dashboard with the variables and links that all of them share. */
export function dashboard({
  uid,
  title,
  description,
  projects,
  annotations,
  rows,
}: DashboardSpec): Dashboard {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['godrift'])
    .time({ from: 'now-6h', to: 'now' })
    .refresh('30s')
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([
      new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'),
      new DatasourceVariableBuilder('jaeger').label('Jaeger').type('jaeger'),
      labelVariable(
        'project',
        'Project',
        `${metric('godrift.snapshot.timestamp')}{job="godrift"}`,
      ).includeAll(projects === 'all'),
      labelVariable('instance', 'Host', `${metric('godrift.build.info')}{job="godrift"}`).includeAll(true),
    ])
    .annotations(annotations.map(annotation))
    .links([
      new DashboardLinkBuilder('godrift')
        .type(DashboardLinkType.Dashboards)
        .tags(['godrift'])
        .tooltip('The other dashboards of godrift, with the same variables')
        .includeVars(true)
        .keepTime(true),
      new DashboardLinkBuilder('Traces')
        .type(DashboardLinkType.Link)
        .icon('external link')
        .tooltip('What godrift did in this time range, in Jaeger')
        .url(exploreTraces({ operation: 'godrift.snapshot' })),
      new DashboardLinkBuilder('Alerts')
        .type(DashboardLinkType.Link)
        .icon('bolt')
        .tooltip('The rules of the data sources and what fires')
        .url('/alerting/list'),
    ]);
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title).id(row.id));
    for (const panel of row.panels) builder.withPanel(panel);
  }
  return builder.build();
}

/** Multi-valued ones are the only ones whose values Grafana escapes for a regexp: a project may be called `c++`. */
function labelVariable(name: string, label: string, series: string): QueryVariableBuilder {
  const query = `label_values(${series}, ${name})`;
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(PROMETHEUS)
    .query({ query, refId: name })
    .definition(query)
    .multi(true)
    .allValue('.*')
    .sort(VariableSort.AlphabeticalAsc)
    .refresh(VariableRefresh.OnTimeRangeChanged);
}

function annotation({
  name,
  expr,
  color,
  title,
  text,
  tags,
  valueIsTime,
}: Annotation): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name(name)
    .datasource(PROMETHEUS)
    .enable(true)
    .iconColor(color)
    .expr(expr)
    .titleFormat(title)
    .textFormat(text)
    .tagKeys(tags)
    .useValueForTime(valueIsTime ?? false);
}
