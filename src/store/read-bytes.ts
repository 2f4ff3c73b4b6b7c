import { readFile } from 'node:fs/promises';
import { errnoOf, storeError } from './store-error.ts';

/** A file's bytes; null if there is none. Throws StoreError. */
export async function readBytes(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isAbsent(error)) return null;
    throw storeError('read', file, error);
  }
}

/** Whether an error of `node:fs` says that there is nothing at that path. */
export function isAbsent(error: unknown): boolean {
  const errno = errnoOf(error);
  return errno === 'ENOENT' || errno === 'ENOTDIR';
}
