import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, storeError } from '../../store/store-error.ts';
import { readNames } from './read-generations.ts';

const PREFIX = '.trash-';

/** Where a generation is put before it is deleted; the path keeps its name, by which processes are asked for it. */
export function trashOf(cacheRoot: string, name: string, now: number): string {
  return join(cacheRoot, `${PREFIX}${now}-${name}`);
}

/** What was put away, also by a run that was cut off. Throws StoreError. */
export function listTrash(cacheRoot: string): readonly string[] {
  return readNames(cacheRoot)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => join(cacheRoot, name));
}

/** Deletes a directory piece by piece, so that other work goes on between; another process may do the same. Throws StoreError. */
export async function emptyTrash(dir: string): Promise<void> {
  try {
    for (const name of await readdir(dir))
      await rm(join(dir, name), { recursive: true, force: true, maxRetries: 3 });
    await rmdir(dir);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw storeError('remove', dir, error);
  }
}
