import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as table from '@grafana/grafana-foundation-sdk/table';
import { described, mapping, type PanelText, PROMETHEUS, steps, type Words } from './panels.ts';

/** One query: its labels join the rows, its value is a column. */
export interface Column {
  readonly expr: string;
  /** Null where only the labels matter. */
  readonly name: string | null;
  readonly unit?: string;
  readonly words?: Words;
  readonly colors?: NonNullable<PanelText['colors']>;
}

export interface TableShape {
  /** The labels shown, in this order; the queries have no others. */
  readonly labels: readonly string[];
  readonly columns: readonly Column[];
  readonly links?: Readonly<Record<string, readonly { readonly title: string; readonly url: string }[]>>;
}

/** A table of instant queries joined by the labels that they share. */
export function tablePanel(text: PanelText, { labels, columns, links = {} }: TableShape): Builder<Panel> {
  const field = (index: number) => (columns.length === 1 ? 'Value' : `Value #${refId(index)}`);
  const shown = columns.flatMap(({ name }, index) => (name === null ? [] : [[field(index), name] as const]));
  const hidden = columns.flatMap(({ name }, index) => (name === null ? [field(index)] : []));
  const organize = {
    id: 'organize',
    options: {
      excludeByName: Object.fromEntries(['Time', ...hidden].map((name) => [name, true])),
      indexByName: Object.fromEntries(
        [...labels, ...shown.map(([name]) => name)].map((name, index) => [name, index]),
      ),
      renameByName: Object.fromEntries(shown),
    },
  };
  const panel = described(new table.PanelBuilder(), text)
    .targets(columns.map(target))
    .transformations(columns.length === 1 ? [organize] : [{ id: 'merge', options: {} }, organize])
    // The panel's own text is for a table without rows; a missing cell is only a dash.
    .overrideByRegexp('/.*/', [{ id: 'noValue', value: '–' }]);
  for (const column of columns) {
    if (column.name !== null) panel.overrideByName(column.name, properties(column));
  }
  for (const [label, targets] of Object.entries(links))
    panel.overrideByName(label, [{ id: 'links', value: targets }]);
  return panel;
}

function properties({ unit, words, colors }: Column): { id: string; value: unknown }[] {
  return [
    ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
    ...(words === undefined ? [] : [{ id: 'mappings', value: [mapping(words)] }]),
    ...(colors === undefined
      ? []
      : [{ id: 'thresholds', value: { mode: 'absolute', steps: steps(colors) } }]),
    ...(words === undefined && colors === undefined
      ? []
      : [{ id: 'custom.cellOptions', value: { type: 'color-text' } }]),
  ];
}

function target({ expr }: Column, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .refId(refId(index))
    .datasource(PROMETHEUS)
    .expr(expr)
    .format(PromQueryFormat.Table)
    .instant();
}

function refId(index: number): string {
  return String.fromCharCode(65 + index);
}
