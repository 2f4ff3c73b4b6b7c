import { hash } from 'node:crypto';
import { type HashedFile, hash1 } from '../domain/dirhash.ts';
import { sortBytewise } from '../domain/sort-bytewise.ts';
import type { Meter } from './worker-control.ts';
import { DamagedZip, openZip } from './zip-file.ts';

export interface HashedZip {
  /** h1 over all of it. */
  readonly sum: string;
  /** Names without `prefix`. */
  readonly files: readonly HashedFile[];
}

/** The hash of each entry of a module's zip; null for a damaged zip, or none. Throws Cancelled. */
export function hashZip(
  { zip, prefix }: { readonly zip: string; readonly prefix: string },
  meter: Meter,
): HashedZip | null {
  try {
    const file = openZip(zip);
    try {
      const hashes = new Map(
        file.entries.map((entry) => {
          meter.count(0, entry.packedBytes);
          return [entry.name, hash('sha256', file.read(entry), 'hex')] as const;
        }),
      );
      const all = sortBytewise([...hashes.keys()]).map((name) => ({ name, sha256: hashes.get(name) ?? '' }));
      const files = all.map(({ name, sha256 }) => ({ name: name.slice(prefix.length + 1), sha256 }));
      return { sum: hash1(all), files };
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof DamagedZip || (error instanceof Error && 'syscall' in error)) return null;
    throw error;
  }
}
