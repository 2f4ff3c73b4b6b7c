import { hash } from 'node:crypto';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { hash1 } from '../domain/dirhash.ts';
import { sortBytewise } from '../domain/sort-bytewise.ts';
import { DamagedZip } from './damaged-zip.ts';
import type { ZipEntry } from './read-zip-entries.ts';
import { type TreeProblem, treeProblem } from './tree-problem.ts';
import type { Meter } from './worker-control.ts';
import { openZip } from './zip-file.ts';

/** A module's zip while its directory is hashed too. */
export interface ZipContents {
  /** The hash of an entry that the file of that name equals; null for others. The first call reads all of both. */
  readonly hashLike: (name: string) => Buffer | null;
  /** h1 over all entries; null where one cannot be read. */
  readonly sum: () => string | null;
  readonly damage: () => string | null;
  readonly problem: () => TreeProblem | null;
}

export interface ZipToRead {
  readonly zip: string;
  /** `path@version`, which every entry begins with. */
  readonly prefix: string;
  /** Where its files were unpacked. */
  readonly dir: string;
}

/** Of a worker's own. */
const buffer = Buffer.allocUnsafeSlow(1 << 18);

/** Nothing is read before it is asked for. Throws Cancelled, then. */
export function zipContents({ zip, prefix, dir }: ZipToRead, meter: Meter): ZipContents {
  let read = false;
  let damage: string | null = null;
  let problem: TreeProblem | null = null;
  const hashes = new Map<string, Buffer>();
  const equal = new Map<string, Buffer>();

  function readOnce(compare: boolean): void {
    if (read) return;
    read = true;
    try {
      readZip(compare);
    } catch (error) {
      if (error instanceof DamagedZip) damage = error.message;
      else problem = treeProblem('', error);
    }
  }

  function readZip(compare: boolean): void {
    const file = openZip(zip);
    try {
      file.readAll((entry, content) => {
        meter.count(0, entry.packedBytes);
        const digest = hash('sha256', content, 'buffer');
        hashes.set(entry.name, digest);
        const name = nameBelow(prefix, entry);
        if (!compare || name === null || !equals(`${dir}/${name}`, content)) return;
        meter.count(1, content.length);
        equal.set(name, digest);
      });
    } finally {
      file.close();
    }
  }

  return {
    hashLike: (name) => {
      readOnce(true);
      return equal.get(name) ?? null;
    },
    sum: () => {
      readOnce(false);
      if (damage !== null || problem !== null) return null;
      meter.count(1, 0);
      const names = sortBytewise([...hashes.keys()]);
      return hash1(names.map((name) => ({ name, sha256: hashes.get(name)?.toString('hex') ?? '' })));
    },
    damage: () => damage,
    problem: () => problem,
  };
}

function nameBelow(prefix: string, { name }: ZipEntry): string | null {
  return name.startsWith(`${prefix}/`) ? name.slice(prefix.length + 1) : null;
}

/** A file that cannot be read equals nothing: who hashes it says why. */
function equals(path: string, content: Buffer): boolean {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      return startsWithAll(file, content) && readSync(file, buffer, 0, 1, null) === 0;
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}

function startsWithAll(file: number, content: Buffer): boolean {
  for (let at = 0; at < content.length; ) {
    const length = readSync(file, buffer, 0, Math.min(buffer.length, content.length - at), null);
    if (length === 0 || buffer.compare(content, at, at + length, 0, length) !== 0) return false;
    at += length;
  }
  return true;
}
