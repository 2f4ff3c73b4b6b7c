import { hashFile } from './hash-file.ts';
import { FIELDS, HASH_BYTES, type PackedTree, packStats, unpackStats } from './packed-tree.ts';
import { type TreeProblem, treeProblem } from './tree-problem.ts';
import { type WalkedFile, walkTree } from './walk-tree.ts';
import type { Meter } from './worker-control.ts';

export interface HashedTree extends PackedTree {
  /** The known tree stands: `hashes` are its own. */
  readonly unchanged: boolean;
  readonly filesRead: number;
  readonly problems: readonly TreeProblem[];
}

export interface HashTreeOptions {
  readonly root: string;
  /** What the index has of it; null for nothing. */
  readonly known: PackedTree | null;
  readonly skip?: (name: string) => boolean;
  /** A cheaper way to a file's hash; null where there is none. */
  readonly shortcut?: (name: string, sizeBytes: number) => Uint8Array | null;
  readonly meter: Meter;
}

/**
 * A change within the clock's granularity of the moment of reading does not show in a file's times (2 s on FAT, 1 s on
 * HFS+ and ext3, 4 ms elsewhere): such a file is read again the next time.
 */
const RACY_NS = 2_000_000_000n;
/** No file has this time. */
const NEVER = -1n;

/** The hash of each file below a directory; only what does not look as it is known is read. Throws Cancelled. */
export function hashTree({ root, known, skip, shortcut, meter }: HashTreeOptions): HashedTree {
  const nowMs = Date.now();
  const walked = walkTree(root, skip);
  const stats = statsOf(walked.files, nowMs);
  const packed = packStats(
    walked.files.map(({ name }) => name),
    stats,
  );
  if (known !== null && walked.problems.length === 0 && Buffer.compare(packed, known.stats) === 0) {
    // Racy files are never equal but to each other.
    if (!hasRacy(stats) && known.hashes.length === walked.files.length * HASH_BYTES)
      return { stats: packed, hashes: known.hashes, unchanged: true, filesRead: 0, problems: [] };
  }
  const find = finder(known);
  const problems = [...walked.problems];
  const kept: WalkedFile[] = [];
  const hashes = Buffer.allocUnsafeSlow(walked.files.length * HASH_BYTES);
  let filesRead = 0;
  walked.files.forEach((file, index) => {
    const found = find(file, stats.subarray(index * FIELDS, (index + 1) * FIELDS));
    try {
      const size = Number(file.size);
      const hash =
        found ??
        (file.link ? null : shortcut?.(file.name, size)) ??
        hashFile(`${root}/${file.name}`, size, meter, file.link);
      if (found === null) filesRead++;
      hashes.set(hash, kept.length * HASH_BYTES);
      kept.push(file);
    } catch (error) {
      problems.push(treeProblem(file.name, error));
    }
  });
  const whole = kept.length === walked.files.length;
  return {
    stats: whole
      ? packed
      : packStats(
          kept.map(({ name }) => name),
          statsOf(kept, nowMs),
        ),
    hashes: hashes.subarray(0, kept.length * HASH_BYTES),
    unchanged: false,
    filesRead,
    problems,
  };
}

/** The fields of these files, looked at at that time. */
export function statsOf(files: readonly WalkedFile[], nowMs: number): BigInt64Array {
  const racyFrom = BigInt(nowMs) * 1_000_000n - RACY_NS;
  const stats = new BigInt64Array(files.length * FIELDS);
  files.forEach(({ link, size, mtimeNs, ctimeNs, ino }, index) => {
    const at = index * FIELDS;
    stats[at] = size;
    stats[at + 1] = mtimeNs;
    // What a link leads to changes without it.
    stats[at + 2] = link || mtimeNs >= racyFrom || ctimeNs >= racyFrom ? NEVER : ctimeNs;
    stats[at + 3] = ino;
  });
  return stats;
}

function hasRacy(stats: BigInt64Array): boolean {
  for (let at = 2; at < stats.length; at += FIELDS) if (stats[at] === NEVER) return true;
  return false;
}

/** Looks files up in a known tree: the hash of one that looks the same, or null. */
function finder(known: PackedTree | null): (file: WalkedFile, stats: BigInt64Array) => Uint8Array | null {
  const tree = known === null ? null : unpackStats(known.stats);
  if (known === null || tree === null || known.hashes.length !== tree.names.length * HASH_BYTES)
    return () => null;
  const places = new Map(tree.names.map((name, index) => [name, index]));
  return ({ name }, stats) => {
    const index = places.get(name);
    if (index === undefined || stats[2] === NEVER) return null;
    const same = stats.every((value, field) => value === tree.stats[index * FIELDS + field]);
    return same ? known.hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES) : null;
  };
}
