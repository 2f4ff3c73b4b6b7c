import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { SPANS } from '../../src/contract/spans.ts';
import { variable } from './variable.ts';

export const JAEGER = { type: 'jaeger', uid: variable('jaeger') };

export interface TraceSearch {
  readonly operation: keyof typeof SPANS;
  /** In logfmt, as Jaeger's search wants it; Grafana's variables stay as they are. */
  readonly tags?: string;
}

/** A Jaeger search as the target of a panel; the SDK has no builder for this data source. */
export function searchTraces({ operation, tags }: TraceSearch): Builder<Dataquery> {
  const query = {
    refId: 'A',
    datasource: JAEGER,
    queryType: 'search',
    service: 'godrift',
    operation,
    tags: tags ?? '',
    limit: 50,
    _implementsDataqueryVariant: () => undefined,
  };
  return { build: () => query };
}

/** The address of the same search in Grafana's Explore, over the time range of the dashboard. */
export function exploreTraces(search: TraceSearch): string {
  const panes = {
    traces: {
      datasource: JAEGER.uid,
      queries: [searchTraces(search).build()],
      range: { from: variable('__from'), to: variable('__to') },
    },
  };
  // Grafana interpolates only what is not percent-encoded.
  const encoded = JSON.stringify(panes).replace(/(\$\{[^}]+\})|[^$]+|\$/g, (text, variable: string) =>
    variable === undefined ? encodeURIComponent(text) : text,
  );
  return `/explore?schemaVersion=1&orgId=1&panes=${encoded}`;
}
