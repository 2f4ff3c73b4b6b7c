import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { storeError } from './store-error.ts';

export interface WriteAtomicOptions {
  /** Default: that of the file replaced, else what the umask leaves of 0666. */
  readonly mode?: number;
}

/**
 * Replaces a file whole or not at all (temp, fsync, rename, fsync of the directory) and creates the directories above it,
 * as private as the file. Throws StoreError; the old content then stands.
 */
export async function writeAtomic(
  path: string,
  text: string | Uint8Array,
  { mode }: WriteAtomicOptions = {},
): Promise<void> {
  try {
    const { default: writeFileAtomic } = await import('write-file-atomic');
    await mkdir(dirname(path), { recursive: true, mode: directoryMode(mode) });
    // write-file-atomic 8 takes a short write for a whole one: on a full disk it would put a truncated file in place.
    // Its hook runs before fsync and rename, and what throws there leaves the old file alone.
    await writeFileAtomic(path, '', {
      ...(mode === undefined ? {} : { mode }),
      tmpfileCreated: (temporary) => writeFile(temporary, text),
    });
    await syncDirectory(dirname(path));
  } catch (error) {
    throw storeError('write', path, error);
  }
}

/** Who may read a file may enter its directory. */
function directoryMode(mode: number | undefined): number {
  return mode === undefined ? 0o777 : mode | ((mode & 0o444) >> 2);
}

/** Makes the rename last through a power cut; not every system can open a directory. */
async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir).catch(() => null);
  try {
    await handle?.sync();
  } catch {
    // Without it the file is complete all the same, old or new.
  } finally {
    await handle?.close();
  }
}
