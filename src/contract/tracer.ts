import type { Sample } from './sample.ts';

export type AttributeValue = string | number | boolean | readonly string[];
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Names a span of any process; lowercase hex, as in a `traceparent`. */
export interface SpanReference {
  readonly traceId: string;
  readonly spanId: string;
  /** 1 if sampled. */
  readonly traceFlags: number;
}

/** A span while it runs. */
export interface ActiveSpan {
  readonly setAttributes: (attributes: Attributes) => void;
  /** Marks the span as failed; `message` is one line without secrets. */
  readonly setError: (message: string) => void;
}

export interface SpanOptions {
  readonly kind?: 'internal' | 'client';
  readonly attributes?: Attributes;
  /** Spans that this one follows from without being their child: a rollback and the drift it undoes. */
  readonly links?: readonly SpanReference[];
}

/** What the engine and the commands know of tracing. */
export interface Tracer {
  /** The trace that this process takes part in, 32 hex digits; null where there is none. */
  readonly traceId: string | null;
  /** Runs `fn` inside a span; an error thrown marks the span and propagates. */
  readonly span: <T>(name: string, options: SpanOptions, fn: (span: ActiveSpan) => Promise<T>) => Promise<T>;
  /** A copy of a child's environment that carries the active span (`TRACEPARENT` …). */
  readonly injectEnv: (env: Readonly<Record<string, string>>) => Record<string, string>;
  /** The span that is running, for audit entries and links; null where there is none. */
  readonly activeSpan: () => SpanReference | null;
}

/** Tracing with a life: whoever starts it ends it. */
export interface Telemetry extends Tracer {
  /** Of telemetry itself: what could not be sent. Empty where nothing is to be sent. */
  readonly samples: () => readonly Sample[];
  /** Sends what is left. Never rejects and ends within about 2 s, whatever the endpoint does. */
  readonly shutdown: () => Promise<void>;
}
