import { inputError } from '../../domain/errors.ts';
import { posixQuote } from '../../domain/posix-quote.ts';
import type { Root } from './history.ts';
import { type CacheState, resolved } from './read-generations.ts';
import { type CachePlan, isThere, latin1, switchRoot } from './switch-root.ts';

export interface RollbackCachePlan extends CachePlan {
  /** What people are told besides; null where there is nothing. */
  readonly note: string | null;
}

/**
 * Back to the root before the last rotate; again, to the one before that. `now` is ms since the epoch. Throws InputError
 * where there is none, where it is in use already, and with `GOENV=off`: nothing would be restored. Pure but for links.
 */
export function planRollbackCache(state: CacheState, now: number): RollbackCachePlan {
  const { history, environment, goEnv, inUse, setting } = state;
  const last = history.roots.at(-1);
  const earlier = history.roots.slice(0, -1).filter(({ path }) => isThere(state, path));
  const previous = earlier.at(-1);
  if (last === undefined || previous === undefined)
    throw inputError('there is no earlier GOCACHE to return to: no cache rotate stands');
  if (goEnv === null)
    throw inputError(
      `GOENV=off: Go reads no env file, so GOCACHE cannot be restored in it. Unset GOENV and try again, or use the earlier cache in this shell only: export GOCACHE=${posixQuote(previous.path)}`,
    );
  const to = environment === '' ? named(state, previous) : previous;
  if (to.path === inUse && to.setting === setting)
    throw inputError(`nothing to change: builds already use ${to.path}`);
  const plan = switchRoot(state, to, { roots: earlier, retiredAt: now });
  const restored = fileRoot(state, to.setting);
  // GOCACHE of the environment won before the rotate, during it, and now: only the file changes.
  if (environment === '' || to.path !== inUse || restored === null) return { ...plan, note: null };
  return {
    ...plan,
    from: fileRoot(state, setting) ?? plan.from,
    to: restored,
    exportLine: 'unset GOCACHE',
    note: "Go's env file is restored",
  };
}

/**
 * With the root itself as the setting where the earlier setting leads elsewhere: another HOME has another default, and a GOCACHE
 * of the environment may have won then.
 */
function named(state: CacheState, root: Root): Root {
  const leadsTo = fileRoot(state, root.setting);
  return leadsTo !== null && resolved(leadsTo) === root.path
    ? root
    : { path: root.path, setting: latin1(root.path) };
}

/** The GOCACHE of a build to which the environment gives none. */
function fileRoot({ defaultRoot }: CacheState, setting: string | null): string | null {
  return setting === null || setting === '' ? defaultRoot : Buffer.from(setting, 'latin1').toString();
}
