/** A UCUM unit; `{…}` annotates a count and leaves no trace in Prometheus names. */
export type Unit = 's' | 'By' | '1' | `{${string}}`;
export type MetricType = 'gauge' | 'counter' | 'histogram';

export interface MetricDefinition {
  readonly type: MetricType;
  /** Null for states, identities and constant-1 gauges. */
  readonly unit: Unit | null;
  /** The same keys as Prometheus labels and as OTel attributes. */
  readonly labels: readonly string[];
  readonly brief: string;
  /** How many series at most; `P` is the number of projects on the host. */
  readonly bound: string;
  readonly status: 'emitted' | 'pending';
  /** The feature whose arrival turns `pending` into `emitted`; null when emitted. */
  readonly waitsFor: string | null;
}

/** What the table says of a metric, in the order of its columns. */
type Row<L> = readonly [unit: Unit | null, labels: L, brief: string, bound: string];

export function gauge<const L extends readonly string[]>(...[unit, labels, brief, bound]: Row<L>) {
  return { type: 'gauge', unit, labels, brief, bound, status: 'emitted', waitsFor: null } as const;
}

/** A constant 1 whose labels carry the information; without a unit, or it would be called `_info_ratio`. */
export function info<const L extends readonly string[]>(labels: L, brief: string, bound: string) {
  return gauge(null, labels, brief, bound);
}

export function counter<const L extends readonly string[]>(...[unit, labels, brief, bound]: Row<L>) {
  return { type: 'counter', unit, labels, brief, bound, status: 'emitted', waitsFor: null } as const;
}

export function histogram<const L extends readonly string[]>(...[unit, labels, brief, bound]: Row<L>) {
  return { type: 'histogram', unit, labels, brief, bound, status: 'emitted', waitsFor: null } as const;
}
