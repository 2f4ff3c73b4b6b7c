import type { DimensionId } from '../domain/dimension-id.ts';
import type { FactMap } from '../domain/facts.ts';
import type { Baseline } from '../domain/state.ts';

/** The baseline's facts of one dimension, without the prefix; null where the baseline knows nothing of it. */
export function baselineFacts(id: DimensionId, baseline: Baseline): FactMap | null {
  const prefix = `${id}.`;
  const facts = Object.entries(baseline.facts).filter(([key]) => key.startsWith(prefix));
  return facts.length === 0
    ? null
    : Object.fromEntries(facts.map(([key, value]) => [key.slice(prefix.length), value]));
}
