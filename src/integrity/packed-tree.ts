/** The files below one directory, as the index keeps them: 1 million of them must not take more than 150 MB. */
export interface PackedTree {
  /**
   * `[count u32][length of names u32][names, NUL after each, padded to 8][size, mtime ns, ctime ns, inode: i64 each]`, little
   * endian. Equal bytes: nothing has changed.
   */
  readonly stats: Uint8Array;
  /** SHA-256, 32 bytes a file. */
  readonly hashes: Uint8Array;
  /** What the hashes come to, where that was told. */
  readonly sum?: string | null;
}

export interface UnpackedTree {
  readonly names: readonly string[];
  /** `FIELDS` a file: size, mtime ns, ctime ns, inode. */
  readonly stats: BigInt64Array;
}

export const FIELDS = 4;
export const HASH_BYTES = 32;
const HEADER_BYTES = 8;

export function packStats(names: readonly string[], stats: BigInt64Array): Uint8Array {
  const text = Buffer.from(names.map((name) => `${name}\0`).join(''));
  const at = padded(HEADER_BYTES + text.length);
  const packed = new Uint8Array(at + stats.byteLength);
  const header = new DataView(packed.buffer);
  header.setUint32(0, names.length, true);
  header.setUint32(4, text.length, true);
  packed.set(text, HEADER_BYTES);
  packed.set(new Uint8Array(stats.buffer, stats.byteOffset, stats.byteLength), at);
  return packed;
}

/** null where these are no packed stats: a damaged index. */
export function unpackStats(packed: Uint8Array): UnpackedTree | null {
  if (packed.length < HEADER_BYTES) return null;
  const header = new DataView(packed.buffer, packed.byteOffset);
  const [count, length] = [header.getUint32(0, true), header.getUint32(4, true)];
  const at = padded(HEADER_BYTES + length);
  if (packed.length !== at + count * FIELDS * 8) return null;
  const text = Buffer.from(packed.buffer, packed.byteOffset + HEADER_BYTES, length).toString('utf8');
  const names = text.split('\0').slice(0, -1);
  if (names.length !== count) return null;
  return { names, stats: new BigInt64Array(packed.slice(at).buffer) };
}

function padded(length: number): number {
  return (length + 7) & ~7;
}
