import type { FactMap } from '../domain/facts.ts';
import type { ProjectState } from '../domain/state.ts';

/** The portable facts of every dimension as a snapshot holds them: `dimension.key` → value. */
export function snapshotFacts(state: ProjectState): FactMap {
  return Object.fromEntries(
    state.dimensions.flatMap(({ id, facts }) =>
      Object.entries(facts?.portable ?? {}).map(([key, value]) => [`${id}.${key}`, value]),
    ),
  );
}
