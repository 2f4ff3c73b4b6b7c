import { inputError } from '../../domain/errors.ts';
import type { CacheState } from './read-generations.ts';
import { type CachePlan, isThere, latin1, switchRoot } from './switch-root.ts';

/**
 * Back to the root before the last rotate; again, to the one before that. `now` is ms since the epoch. Throws InputError
 * where there is none, or it is in use already. Pure.
 */
export function planRollbackCache(state: CacheState, now: number): CachePlan {
  const last = state.history.roots.at(-1);
  const earlier = state.history.roots.slice(0, -1).filter(({ path }) => isThere(state, path));
  const previous = earlier.at(-1);
  if (last === undefined || previous === undefined)
    throw inputError('there is no earlier GOCACHE to return to: no cache rotate stands');
  // No line means Go's default, which is another place under another HOME; or the environment said it then.
  const lost = previous.setting === null && state.environment === '' && state.defaultRoot !== previous.path;
  const to = lost ? { path: previous.path, setting: latin1(previous.path) } : previous;
  if (state.goEnv !== null && to.path === state.inUse && to.setting === state.setting)
    throw inputError(`nothing to change: builds already use ${to.path}`);
  return switchRoot(state, to, { roots: earlier, retiredAt: now });
}
