import { closeSync, openSync } from 'node:fs';
import { readZipEntries, type ZipEntry } from './read-zip-entries.ts';
import { unpackEntries } from './unpack-entries.ts';
import { zipSlices } from './zip-slices.ts';

export interface ZipFile {
  /** In the order of the central directory; without those of directories. */
  readonly entries: readonly ZipEntry[];
  /** Each entry's content, which is worth nothing after the visit. Throws DamagedZip, and what `visit` throws. */
  readonly readAll: (visit: (entry: ZipEntry, content: Buffer) => void) => void;
  readonly close: () => void;
}

/** Opens a zip by its central directory, as archive/zip does. Throws DamagedZip, and what `node:fs` throws. */
export function openZip(path: string): ZipFile {
  const file = openSync(path, 'r');
  try {
    const slices = zipSlices(file);
    const entries = readZipEntries(slices);
    return {
      entries,
      readAll: (visit) => unpackEntries(entries, slices, visit),
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}
