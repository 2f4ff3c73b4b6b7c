import type { FactMap } from '../domain/facts.ts';
import type { ProjectState } from '../domain/state.ts';

/** The portable facts of every dimension that is known, as a snapshot holds them: `dimension.key` → value. */
export function snapshotFacts(state: ProjectState): FactMap {
  return Object.fromEntries(
    state.dimensions
      .filter((dimension) => dimension.state !== 'unknown')
      .flatMap(({ id, facts }) =>
        Object.entries(facts?.portable ?? {}).map(([key, value]) => [`${id}.${key}`, value]),
      ),
  );
}
