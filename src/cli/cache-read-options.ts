import { cacheRootOf } from '../rollback/cache/generation.ts';
import type { ReadOptions } from '../rollback/cache/read-generations.ts';
import type { Session } from './session.ts';

/** Where the generations of the build cache are read from. */
export function cacheReadOptions({ env, terminal }: Session): ReadOptions {
  const home = env.HOME ?? '';
  return {
    env,
    platform: process.platform,
    home,
    cacheRoot: cacheRootOf(env, home),
    onDamaged: terminal.warn,
  };
}
