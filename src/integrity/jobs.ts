import { statSync } from 'node:fs';
import { type ShardOptions, type VerifiedShard, verifyShard } from './build-cache/verify-shard.ts';
import { hashFile } from './hash-file.ts';
import { hashModule } from './hash-module.ts';
import { type HashedTree, type HashTreeOptions, hashTree } from './hash-tree.ts';
import { hashZip } from './hash-zip.ts';
import type { Meter } from './worker-control.ts';

interface TreeToHash extends Pick<HashTreeOptions, 'root' | 'known'> {
  /** Without the repository's own directory. */
  readonly skipVcs?: boolean;
}

function isVcs(name: string): boolean {
  return name === '.git' || name.endsWith('/.git');
}

function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

/** What a worker can be asked to do: each a pure message in, a pure message out. */
export const JOBS = {
  tree: ({ skipVcs, ...input }: TreeToHash, meter: Meter): HashedTree =>
    hashTree({ ...input, meter, ...(skipVcs === true ? { skip: isVcs } : {}) }),
  module: hashModule,
  zip: hashZip,
  buildCacheShard: ({ known, ...input }: Omit<ShardOptions, 'meter'>, meter: Meter): VerifiedShard =>
    // Between threads a Buffer becomes a plain array of bytes.
    verifyShard({ ...input, meter, known: known === null ? null : { ...known, rows: asBuffer(known.rows) } }),
  /** 64 hex digits. */
  fileHash: ({ path }: { readonly path: string }, meter: Meter): string =>
    hashFile(path, statSync(path).size, meter).toString('hex'),
} as const satisfies Readonly<Record<string, (input: never, meter: Meter) => unknown>>;

export type JobKind = keyof typeof JOBS;
export type JobInput<Kind extends JobKind> = Parameters<(typeof JOBS)[Kind]>[0];
export type JobOutput<Kind extends JobKind> = Awaited<ReturnType<(typeof JOBS)[Kind]>>;
