import { hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { type HashedFile, hash1 } from '../domain/dirhash.ts';
import { sortBytewise } from '../domain/sort-bytewise.ts';
import { collectAfter } from './collect-after.ts';
import { type TreeProblem, treeProblem } from './tree-problem.ts';
import type { Meter } from './worker-control.ts';
import { DamagedZip, openZip, type ZipEntry, type ZipFile } from './zip-file.ts';

/** What was unpacked lies outside V8's heap, which therefore sees no reason to collect it. */
const collect = collectAfter(16 << 20);

/** A module's zip while its directory is hashed too. */
export interface ZipContents {
  /** The hash of an entry that a file equals; null for others. */
  readonly hashLike: (name: string, path: string, sizeBytes: number) => Buffer | null;
  /** h1 over all entries; null where one cannot be read. */
  readonly sum: () => string | null;
  readonly damage: () => string | null;
  readonly problem: TreeProblem | null;
  readonly close: () => void;
}

/** `prefix`: `path@version`, which every entry begins with. */
export function openZipContents(zip: string, prefix: string, meter: Meter): ZipContents {
  let damage: string | null = null;
  const opened = attempt(() => openZip(zip));
  const file: ZipFile | null = opened === null || 'kind' in opened ? null : opened;
  const entries = new Map(file?.entries.map((entry) => [entry.name, entry]));
  const hashes = new Map<string, string>();
  let buffer = Buffer.allocUnsafeSlow(1 << 18);

  function attempt<T>(read: () => T): T | TreeProblem | null {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof DamagedZip)) return treeProblem('', error);
      damage = error.message;
      return null;
    }
  }

  function read(entry: ZipEntry): Buffer | null {
    collect(entry.sizeBytes);
    const content = file === null ? null : attempt(() => file.read(entry));
    return Buffer.isBuffer(content) ? content : null;
  }

  function hashLike(name: string, path: string, sizeBytes: number): Buffer | null {
    const entry = entries.get(`${prefix}/${name}`);
    if (entry === undefined || entry.sizeBytes !== sizeBytes) return null;
    const content = read(entry);
    if (content === null) return null;
    meter.count(0, entry.packedBytes);
    if (buffer.length <= sizeBytes) buffer = Buffer.allocUnsafeSlow(sizeBytes * 2);
    const digest = hash('sha256', content, 'buffer');
    hashes.set(entry.name, digest.toString('hex'));
    const length = readWhole(path, buffer, sizeBytes + 1);
    if (length !== sizeBytes || content.compare(buffer, 0, length) !== 0) return null;
    meter.count(1, length);
    return digest;
  }

  function sum(): string | null {
    if (file === null) return null;
    const files: HashedFile[] = [];
    for (const name of sortBytewise([...entries.keys()])) {
      const entry = entries.get(name);
      let sha256 = hashes.get(name);
      if (sha256 === undefined && entry !== undefined) {
        const content = read(entry);
        if (content === null) return null;
        meter.count(0, entry.packedBytes);
        sha256 = hash('sha256', content, 'hex');
      }
      files.push({ name, sha256: sha256 ?? '' });
    }
    meter.count(1, 0);
    return hash1(files);
  }

  return {
    hashLike,
    sum,
    damage: () => damage,
    problem: opened !== null && 'kind' in opened ? opened : null,
    close: () => file?.close(),
  };
}

function readWhole(path: string, buffer: Buffer, wanted: number): number {
  const file = openSync(path, 'r');
  try {
    return readSync(file, buffer, 0, wanted, null);
  } finally {
    closeSync(file);
  }
}
