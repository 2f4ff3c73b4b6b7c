import type { FileHashes } from './compare-files.ts';
import { type PackedTree, unpackStats } from './packed-tree.ts';

/** The hashes of a tree by file name; empty for a damaged one. */
export function fileHashes({ stats, hashes }: PackedTree): FileHashes {
  const hex = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength).toString('hex');
  const names = unpackStats(stats)?.names ?? [];
  return new Map(names.map((name, index) => [name, hex.slice(index * 64, (index + 1) * 64)]));
}
