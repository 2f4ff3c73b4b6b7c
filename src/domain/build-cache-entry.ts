/** An action's entry in a GOCACHE: which output it had. Hashes are 32 bytes each. */
export interface BuildCacheEntry {
  readonly action: Uint8Array;
  readonly output: Uint8Array;
  readonly sizeBytes: bigint;
  /** When Go wrote the entry, ns since the epoch. */
  readonly timeNs: bigint;
}

/** cmd/go/internal/cache: entrySize. */
export const ENTRY_BYTES = 175;

const ENTRY = /^v1 ([0-9a-f]{64}) ([0-9a-f]{64}) ( {0,19}\+?\d{1,20}) ( {0,19}\+?\d{1,20})\n$/i;
const INT64_MAX = 0x7fff_ffff_ffff_ffffn;

/** Reads an `-a` file as Go does (cmd/go/internal/cache: DiskCache.get); null for what Go takes for a miss. */
export function parseBuildCacheEntry(bytes: Uint8Array): BuildCacheEntry | null {
  if (bytes.length !== ENTRY_BYTES) return null;
  const [, action, output, size, time] = ENTRY.exec(Buffer.from(bytes).toString('latin1')) ?? [];
  if (action === undefined || output === undefined || size === undefined || time === undefined) return null;
  const [sizeBytes, timeNs] = [BigInt(size.trim().replace('+', '')), BigInt(time.trim().replace('+', ''))];
  if (size.length !== 20 || time.length !== 20 || sizeBytes > INT64_MAX || timeNs > INT64_MAX) return null;
  return { action: Buffer.from(action, 'hex'), output: Buffer.from(output, 'hex'), sizeBytes, timeNs };
}
