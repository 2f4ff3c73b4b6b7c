import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import {
  type DashboardLink,
  DashboardLinkBuilder,
  type DataSourceRef,
  MappingType,
  type Panel,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { variable } from './variable.ts';

export const PROMETHEUS = { type: 'prometheus', uid: variable('datasource') };

/** What every panel must say. The id is never reused for another panel: links and alerts point to it. */
export interface PanelText {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly noValue: string;
  /** Of 24 columns. */
  readonly width: number;
  readonly height?: number;
  /** Ascending; the first one holds from below. */
  readonly colors?: readonly [value: number | null, color: string][];
  /** What a value is called, and its colour. */
  readonly words?: Words;
  readonly links?: readonly Builder<DashboardLink>[];
}

export type Words = Readonly<Record<number, readonly [text: string, color: string]>>;

export interface Query {
  readonly expr: string;
  readonly legend?: string;
  /** Shows the traces behind a histogram as points. */
  readonly exemplars?: boolean;
}

/** One number now. */
export function statPanel(text: PanelText, query: Query): Builder<Panel> {
  return described(new stat.PanelBuilder(), { height: 5, ...text })
    .graphMode(common.BigValueGraphMode.None)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false))
    .withTarget(instant(query));
}

/** One bar a series, now. */
export function barPanel(text: PanelText, query: Query): Builder<Panel> {
  return described(new bargauge.PanelBuilder(), text)
    .orientation(common.VizOrientation.Horizontal)
    .displayMode(common.BarGaugeDisplayMode.Basic)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false))
    .min(0)
    .withTarget(instant(query));
}

/** Lines over time. */
export function linePanel(text: PanelText, queries: readonly Query[]): timeseries.PanelBuilder {
  return described(new timeseries.PanelBuilder(), text)
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .calcs([]),
    )
    .tooltip(
      new common.VizTooltipOptionsBuilder()
        .mode(common.TooltipDisplayMode.Multi)
        .sort(common.SortOrder.Descending),
    )
    .showPoints(common.VisibilityMode.Auto)
    .overrideByRegexp('/^threshold/', [
      { id: 'color', value: { mode: 'fixed', fixedColor: 'red' } },
      { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } },
      { id: 'custom.fillOpacity', value: 0 },
    ])
    .targets(queries.map(range));
}

/** Stacked bars over time: for counts. */
export function stackPanel(text: PanelText, queries: readonly Query[]): timeseries.PanelBuilder {
  return linePanel(text, queries)
    .drawStyle(common.GraphDrawStyle.Bars)
    .fillOpacity(60)
    .min(0)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'));
}

/** One row a series, coloured by its state over time. */
export function timelinePanel(text: PanelText, query: Query): Builder<Panel> {
  return described(new statetimeline.PanelBuilder(), text)
    .mergeValues(true)
    .rowHeight(0.8)
    .fillOpacity(70)
    .showValue(common.VisibilityMode.Auto)
    .withTarget(range(query, 0));
}

/** A histogram's buckets over time. */
export function heatmapPanel(text: PanelText, query: Query): Builder<Panel> {
  return described(new heatmap.PanelBuilder(), text)
    .yAxis(new heatmap.YAxisConfigBuilder().unit(text.unit))
    .withTarget(range(query, 0).format(PromQueryFormat.Heatmap));
}

/** An address that a panel or a cell leads to. */
export function link(title: string, url: string): Builder<DashboardLink> {
  return new DashboardLinkBuilder(title).url(url);
}

export function mapping(words: Words): ValueMapping {
  const options = Object.entries(words).map(([value, [text, color]], index) => [
    value,
    { text, color, index },
  ]);
  return { type: MappingType.ValueToText, options: Object.fromEntries(options) };
}

export function steps(colors: NonNullable<PanelText['colors']>): Threshold[] {
  return colors.map(([value, color]) => ({ value, color }));
}

/** The methods that the SDK's panel builders share. */
interface PanelBuilder {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  datasource(datasource: DataSourceRef): this;
  unit(unit: string): this;
  noValue(noValue: string): this;
  span(width: number): this;
  height(height: number): this;
  mappings(mappings: ValueMapping[]): this;
  thresholds(thresholds: Builder<{ mode: ThresholdsMode; steps: Threshold[] }>): this;
  links(links: Builder<DashboardLink>[]): this;
}

export function described<B extends PanelBuilder>(builder: B, text: PanelText): B {
  const colors = text.colors ?? [[null, 'green']];
  return builder
    .id(text.id)
    .title(text.title)
    .description(text.description)
    .datasource(PROMETHEUS)
    .unit(text.unit)
    .noValue(text.noValue)
    .span(text.width)
    .height(text.height ?? 8)
    .mappings(text.words === undefined ? [] : [mapping(text.words)])
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps(colors)))
    .links([...(text.links ?? [])]);
}

function instant(query: Query): DataqueryBuilder {
  return target(query, 0).instant();
}

function range(query: Query, index: number): DataqueryBuilder {
  return target(query, index).range();
}

function target({ expr, legend, exemplars }: Query, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .refId(String.fromCharCode(65 + index))
    .datasource(PROMETHEUS)
    .expr(expr)
    .legendFormat(legend ?? '')
    .exemplar(exemplars ?? false);
}
