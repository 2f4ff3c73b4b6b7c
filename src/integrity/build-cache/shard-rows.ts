/**
 * What was seen of one of the 256 directories of a GOCACHE, as bytes: a million entries must fit into memory and into the
 * index. Rows are little endian.
 */
export const ROW_BYTES = 128;

/** Offsets within a row. */
export const AT = {
  /** The 32 bytes that the file's name says. */
  name: 0,
  kind: 32,
  state: 33,
  /** Which of the shard's builders made it; see `Shard.builders`. */
  builder: 34,
  /** Of what the file says of its action: how much of `payload` counts. */
  hasAction: 35,
  size: 40,
  mtimeNs: 48,
  ctimeNs: 56,
  ino: 64,
  /** Entry: when Go wrote it. */
  timeNs: 72,
  /** Entry: the size that it says its output has. */
  outputSize: 80,
  /** Entry: its output's hash, 32 bytes; output: 15 bytes of the action that its build ID says. */
  payload: 88,
} as const;

export const KIND = { entry: 1, output: 2, executable: 3 } as const;

export const STATE = {
  ok: 0,
  /** The content is not what the name says. */
  content: 1,
  /** No entry of Go's format, or another action's. */
  format: 2,
  /** An executable's directory without exactly one file. */
  executable: 3,
  /** The entry names another output than before, and Go did not write it since. */
  redirected: 4,
  /** Go wrote it anew with another output, of an action whose outputs do not vary. */
  changed: 5,
  /** It could not be read. */
  unreadable: 6,
  /** Something was still writing to it. */
  busy: 7,
} as const;

export const HASH_BYTES = 32;
export const NEVER = -1n;

export interface Shard {
  readonly rows: Buffer;
  /** `go1.26.8 linux/amd64`; row value 0 is none, 1 the first. */
  readonly builders: readonly string[];
}

/** As the index keeps it. */
export function packShard({ rows, builders }: Shard): { stats: Uint8Array; hashes: Uint8Array } {
  return { stats: rows, hashes: Buffer.from(JSON.stringify(builders)) };
}

/** null where it is not what `packShard` made: a damaged index. */
export function unpackShard(packed: { stats: Uint8Array; hashes: Uint8Array }): Shard | null {
  if (packed.stats.length % ROW_BYTES !== 0) return null;
  try {
    const builders: unknown = JSON.parse(Buffer.from(packed.hashes).toString());
    if (!Array.isArray(builders) || !builders.every((one) => typeof one === 'string')) return null;
    const { buffer, byteOffset, length } = packed.stats;
    return { rows: Buffer.from(buffer, byteOffset, length), builders };
  } catch {
    return null;
  }
}
