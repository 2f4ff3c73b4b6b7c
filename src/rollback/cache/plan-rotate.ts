import { isAbsolute } from 'node:path';
import { inputError } from '../../domain/errors.ts';
import type { GoIdentity } from '../../host/go.ts';
import { type Generation, newGeneration } from './generation.ts';
import type { CacheState } from './read-generations.ts';
import { type CachePlan, isThere, latin1, switchRoot } from './switch-root.ts';

export interface RotatePlan extends CachePlan {
  /** To be created before the steps are applied. */
  readonly generation: Generation;
}

/**
 * A new, empty generation instead of the root in use, which stays as it is and can be returned to. The first rotate adopts
 * the GOCACHE it finds. One that is corrupt is set aside: nothing returns to it, and `cache gc` takes it. `now` is ms since the epoch. Throws InputError where Go has no usable GOCACHE. Pure.
 */
export function planRotate(
  state: CacheState,
  now: number,
  go: GoIdentity,
  { corrupt = false }: { readonly corrupt?: boolean } = {},
): RotatePlan {
  const { cacheRoot, inUse, setting, history } = state;
  if (!isAbsolute(inUse))
    throw inputError(`GOCACHE=${inUse} is no absolute path: Go does not build with it, correct it first`);
  const generation = newGeneration(cacheRoot, {
    goVersion: go.version,
    platform: `${go.goos}/${go.goarch}`,
    createdAt: now,
    parent: inUse,
  });
  const earlier = history.roots.filter(({ path }) => path !== inUse && isThere(state, path));
  const to = { path: generation.path, setting: latin1(generation.path) };
  const roots = corrupt ? [...earlier, to] : [...earlier, { path: inUse, setting }, to];
  return { ...switchRoot(state, to, { roots, retiredAt: now }), generation };
}
