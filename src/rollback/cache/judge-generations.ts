import type { Generation } from './generation.ts';
import type { CacheState } from './read-generations.ts';

/** Why a generation stays; `blind`: it cannot be told whether a process uses it. */
export type KeptReason = 'current' | 'keep_count' | 'young' | 'in_use' | 'blind';

export interface Kept {
  readonly generation: Generation;
  readonly reason: KeptReason;
  /** The processes that use it, for people. */
  readonly users: readonly string[];
}

export interface GarbageLimits {
  /** ms since the epoch */
  readonly now: number;
  /** Only what was out of use for so long is deleted. */
  readonly minAgeMs: number;
  /** So many of those last in use stay, to be returned to. */
  readonly keep: number;
}

/** When a generation was last known to be in use, ms since the epoch. */
export function lastUsedAt({ history }: CacheState, { path, createdAt }: Generation): number {
  return history.retired[path] ?? createdAt;
}

/** Why each generation stays, whatever processes there are; null where only they can keep it. Pure. */
export function judgeGenerations(
  state: CacheState,
  { now, minAgeMs, keep }: GarbageLimits,
): readonly { readonly generation: Generation; readonly reason: KeptReason | null }[] {
  const { inUse, current, setting, history, generations } = state;
  const chosen = new Set([inUse, current, Buffer.from(setting ?? '', 'latin1').toString()]);
  // One that never came into use (a crash before the switch) is not worth a place.
  const recent = generations
    .filter(({ path }) => !chosen.has(path) && history.retired[path] !== undefined)
    .toSorted((a, b) => lastUsedAt(state, b) - lastUsedAt(state, a))
    .slice(0, keep);
  return generations.map((generation) => ({
    generation,
    reason: chosen.has(generation.path)
      ? 'current'
      : recent.includes(generation)
        ? 'keep_count'
        : now - lastUsedAt(state, generation) < minAgeMs
          ? 'young'
          : null,
  }));
}
