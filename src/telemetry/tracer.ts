import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { Telemetry } from '../contract/tracer.ts';
import { CollectError } from '../domain/errors.ts';
import { envGetter, envSetter } from './env-carrier.ts';

interface TracerOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly samples: Telemetry['samples'];
  readonly shutdown: Telemetry['shutdown'];
}

/** The contract's telemetry over the registered SDK; spans without a parent join the trace of the environment. */
export function createTracer({ env, version, samples, shutdown }: TracerOptions): Telemetry {
  const inherited = propagation.extract(ROOT_CONTEXT, env, envGetter);
  const tracer = trace.getTracer('godrift', version);
  const current = (): Context => (trace.getActiveSpan() === undefined ? inherited : context.active());
  let traceId = traceIdOf(trace.getSpan(inherited));
  return {
    get traceId() {
      return traceId;
    },
    span: (name, { kind = 'internal', attributes = {}, links = [] }, fn) =>
      tracer.startActiveSpan(
        name,
        {
          kind: kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL,
          attributes: attributes as Attributes,
          links: links.map((link) => ({ context: { ...link, isRemote: true } })),
        },
        current(),
        async (span) => {
          traceId ??= traceIdOf(span);
          try {
            return await fn({
              setAttributes: (added) => span.setAttributes(added as Attributes),
              setError: (message) => span.setStatus({ code: SpanStatusCode.ERROR, message }),
            });
          } catch (error) {
            fail(span, error);
            throw error;
          } finally {
            span.end();
          }
        },
      ),
    injectEnv: (childEnv) => {
      const copy = { ...childEnv };
      propagation.inject(current(), copy, envSetter);
      return copy;
    },
    activeSpan: () => {
      const active = trace.getActiveSpan()?.spanContext();
      if (active === undefined || !isSpanContextValid(active)) return null;
      return { traceId: active.traceId, spanId: active.spanId, traceFlags: active.traceFlags };
    },
    samples,
    shutdown,
  };
}

/** Only a CollectError's message is known to hold no secret. */
function fail(span: Span, error: unknown): void {
  const known = error instanceof CollectError;
  span.setAttributes({
    'error.type': known ? error.reason : error instanceof Error ? error.name : 'unknown',
  });
  span.setStatus({ code: SpanStatusCode.ERROR, ...(known && { message: error.message }) });
}

function traceIdOf(span: Span | undefined): string | null {
  const spanContext = span?.spanContext();
  return spanContext !== undefined && isSpanContextValid(spanContext) ? spanContext.traceId : null;
}
