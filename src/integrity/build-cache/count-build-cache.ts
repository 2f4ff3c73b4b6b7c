import { lstatSync, readdirSync } from 'node:fs';

export interface BuildCacheCount {
  /** `-a` files and `-d` outputs. */
  readonly actions: number;
  readonly outputs: number;
  readonly executables: number;
  readonly sizeBytes: number;
  /** When an entry was last used, to an hour, by RFC 3339; null for an empty cache. */
  readonly oldestUse: string | null;
  readonly newestUse: string | null;
}

/** Counts a GOCACHE by its files' stat data. What vanishes meanwhile, or cannot be looked at, is not counted. */
export function countBuildCache(root: string): BuildCacheCount {
  let [actions, outputs, executables, sizeBytes] = [0, 0, 0, 0];
  let [oldest, newest] = [Number.POSITIVE_INFINITY, 0];
  for (const shard of names(root).filter((name) => /^[0-9a-f]{2}$/.test(name)))
    for (const name of names(`${root}/${shard}`)) {
      if (!/^[0-9a-f]{64}-[ad]$/.test(name)) continue;
      let stat = look(`${root}/${shard}/${name}`);
      if (stat?.isDirectory() === true) {
        executables += 1;
        const [inner] = names(`${root}/${shard}/${name}`);
        stat = inner === undefined ? null : look(`${root}/${shard}/${name}/${inner}`);
      }
      if (stat === null) continue;
      if (name.endsWith('-a')) actions += 1;
      else outputs += 1;
      sizeBytes += stat.size;
      oldest = Math.min(oldest, stat.mtimeMs);
      newest = Math.max(newest, stat.mtimeMs);
    }
  const used = actions + outputs > 0;
  return {
    ...{ actions, outputs, executables, sizeBytes },
    oldestUse: used ? new Date(oldest).toISOString() : null,
    newestUse: used ? new Date(newest).toISOString() : null,
  };
}

function names(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function look(path: string) {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}
