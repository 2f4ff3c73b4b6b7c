import type { BuilderShare } from './build-cache-report.ts';
import { AT, KIND, ROW_BYTES, type Shard } from './shard-rows.ts';

/** What a cache holds, counted shard by shard. */
export interface Inventory {
  actions: number;
  outputs: number;
  executables: number;
  sizeBytes: number;
  oldestUse: number | null;
  newestUse: number | null;
  readonly builders: Map<string, { archives: number; sizeBytes: number }>;
}

export function emptyInventory(): Inventory {
  return {
    ...{ actions: 0, outputs: 0, executables: 0, sizeBytes: 0 },
    ...{ oldestUse: null, newestUse: null, builders: new Map() },
  };
}

/** Adds a shard's files. */
export function countShard(inventory: Inventory, { rows, builders }: Shard): void {
  for (let at = 0; at < rows.length; at += ROW_BYTES) {
    const size = Number(rows.readBigInt64LE(at + AT.size));
    // Go refreshes the modification time of what it uses, at most once an hour.
    const usedAt = Number(rows.readBigInt64LE(at + AT.mtimeNs) / 1_000_000n);
    const kind = rows[at + AT.kind];
    if (kind === KIND.entry) inventory.actions += 1;
    else inventory.outputs += 1;
    if (kind === KIND.executable) inventory.executables += 1;
    inventory.sizeBytes += size;
    if (usedAt > 0) {
      inventory.oldestUse = Math.min(inventory.oldestUse ?? usedAt, usedAt);
      inventory.newestUse = Math.max(inventory.newestUse ?? usedAt, usedAt);
    }
    const builder = builders[(rows[at + AT.builder] ?? 0) - 1];
    if (builder === undefined) continue;
    const share = inventory.builders.get(builder) ?? { archives: 0, sizeBytes: 0 };
    inventory.builders.set(builder, { archives: share.archives + 1, sizeBytes: share.sizeBytes + size });
  }
}

/** The largest first. */
export function builderShares({ builders }: Inventory): readonly BuilderShare[] {
  return [...builders]
    .map(([builder, share]) => {
      const at = builder.lastIndexOf(' ');
      return { goVersion: builder.slice(0, at), platform: builder.slice(at + 1), ...share };
    })
    .toSorted((a, b) => b.sizeBytes - a.sizeBytes);
}
