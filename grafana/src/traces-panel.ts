import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import * as table from '@grafana/grafana-foundation-sdk/table';
import { described, type PanelText } from './panels.ts';
import { JAEGER, searchTraces, type TraceSearch } from './traces.ts';

/** A table of traces found in Jaeger; the data source itself makes each trace id a link. */
export function tracesPanel(text: PanelText, search: TraceSearch): Builder<Panel> {
  return described(new table.PanelBuilder(), text).datasource(JAEGER).withTarget(searchTraces(search));
}
