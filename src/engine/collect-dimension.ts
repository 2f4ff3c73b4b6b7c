import type { Tracer } from '../contract/tracer.ts';
import type { Dimension } from '../dimensions/dimension.ts';
import type { DimensionId } from '../domain/dimension-id.ts';
import { CollectError, InputError } from '../domain/errors.ts';
import type { Facts } from '../domain/facts.ts';
import type { Host } from '../host/host.ts';
import { monotonicMs } from '../host/monotonic.ts';
import type { DeclaredProject } from './load-declared.ts';

export type Collected =
  | { readonly facts: Facts; readonly durationMs: number }
  | { readonly cause: unknown; readonly durationMs: number };

/** Collects one dimension in a span of its own; what goes wrong is a result. */
export async function collectDimension(
  dimension: Dimension,
  host: Host,
  { project, declared }: DeclaredProject,
  tracer: Tracer,
): Promise<Collected> {
  const attributes = { 'godrift.dimension': dimension.id };
  return tracer.span('godrift.dimension.collect', { attributes }, async (span) => {
    const begin = monotonicMs();
    const durationMs = () => Math.round((monotonicMs() - begin) * 1_000) / 1_000;
    try {
      const facts = await dimension.collect(host, project, declared);
      span.setAttributes({ 'godrift.entries': Object.keys(facts.portable).length });
      return { facts, durationMs: durationMs() };
    } catch (cause) {
      const reason =
        cause instanceof CollectError
          ? cause.reason
          : cause instanceof InputError
            ? 'invalid_input'
            : 'internal';
      span.setAttributes({ 'error.type': reason });
      span.setError(reason);
      return { cause, durationMs: durationMs() };
    }
  });
}

/** The facts that were had, by dimension. */
export function factsById(
  dimensions: readonly Dimension[],
  collected: readonly Collected[],
): Partial<Record<DimensionId, Facts>> {
  return Object.fromEntries(
    dimensions.flatMap(({ id }, index) => {
      const one = collected[index];
      return one === undefined || !('facts' in one) ? [] : [[id, one.facts]];
    }),
  );
}
