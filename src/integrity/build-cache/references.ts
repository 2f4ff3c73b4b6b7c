import { AT, HASH_BYTES, KIND, NEVER, ROW_BYTES, STATE } from './shard-rows.ts';

/** An entry that does not fit its output: the output is not there, has another size, or says it is another action's. */
export interface Misfit {
  readonly kind: 'missing' | 'size' | 'redirected';
  readonly action: Uint8Array;
}

export interface References {
  /** Takes what is needed of a shard; the shard itself can go then. */
  readonly add: (shard: number, rows: Buffer) => void;
  /** Compares each entry with its output; to be called once, after all shards. */
  readonly misfits: () => readonly Misfit[];
  /** The size that an entry says the output has, null where no entry names it; after `misfits`. */
  readonly wantedSize: (output: Uint8Array) => bigint | null;
}

// Half of a hash is enough to find it: a million files take 50 MB so.
const PREFIX = 16;
const ACTION = 15;
/** prefix, size, state, whether it says an action, that action, the size that an entry says it has */
const OUTPUT = {
  size: PREFIX,
  state: 24,
  hasAction: 25,
  action: 26,
  wanted: 26 + ACTION,
  bytes: 49,
} as const;
/** action, prefix of the output, size */
const ENTRY = { output: HASH_BYTES, size: HASH_BYTES + PREFIX, bytes: HASH_BYTES + PREFIX + 8 } as const;

export function createReferences(): References {
  const outputs: Buffer[] = [];
  const entries: Buffer[] = [];

  function add(shard: number, rows: Buffer): void {
    const count = rows.length / ROW_BYTES;
    let [outputEnd, entryEnd] = [0, 0];
    const [output, entry] = [Buffer.alloc(count * OUTPUT.bytes), Buffer.alloc(count * ENTRY.bytes)];
    for (let at = 0; at < rows.length; at += ROW_BYTES) {
      if (rows[at + AT.kind] === KIND.entry) {
        if (rows[at + AT.state] !== STATE.ok) continue;
        rows.copy(entry, entryEnd, at, at + HASH_BYTES);
        rows.copy(entry, entryEnd + ENTRY.output, at + AT.payload, at + AT.payload + PREFIX);
        rows.copy(entry, entryEnd + ENTRY.size, at + AT.outputSize, at + AT.outputSize + 8);
        entryEnd += ENTRY.bytes;
      } else {
        rows.copy(output, outputEnd, at, at + PREFIX);
        rows.copy(output, outputEnd + OUTPUT.size, at + AT.size, at + AT.size + 8);
        output[outputEnd + OUTPUT.state] = rows[at + AT.state] ?? 0;
        output[outputEnd + OUTPUT.hasAction] = rows[at + AT.hasAction] ?? 0;
        rows.copy(output, outputEnd + OUTPUT.action, at + AT.payload, at + AT.payload + ACTION);
        output.writeBigInt64LE(NEVER, outputEnd + OUTPUT.wanted);
        outputEnd += OUTPUT.bytes;
      }
    }
    // Copies, so that the room for the other kind is not kept.
    outputs[shard] = Buffer.from(output.subarray(0, outputEnd));
    entries[shard] = Buffer.from(entry.subarray(0, entryEnd));
  }

  /** The rows are in the order of their names. */
  function find(prefix: Uint8Array): { readonly shard: Buffer; readonly at: number } | null {
    const shard = outputs[prefix[0] ?? 0];
    let [low, high] = [0, (shard?.length ?? 0) / OUTPUT.bytes];
    while (shard !== undefined && low < high) {
      const middle = (low + high) >> 1;
      const at = middle * OUTPUT.bytes;
      const order = shard.compare(prefix, 0, PREFIX, at, at + PREFIX);
      if (order === 0) return { shard, at };
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return null;
  }

  function misfit(entry: Buffer): Misfit['kind'] | null {
    const found = find(entry.subarray(ENTRY.output, ENTRY.size));
    if (found === null) return 'missing';
    const { shard, at } = found;
    entry.copy(shard, at + OUTPUT.wanted, ENTRY.size, ENTRY.bytes);
    // What is wrong with the output itself is said of the output.
    if (shard[at + OUTPUT.state] !== STATE.ok) return null;
    if (shard.compare(entry, ENTRY.size, ENTRY.bytes, at + OUTPUT.size, at + OUTPUT.state) !== 0)
      return 'size';
    const other =
      shard[at + OUTPUT.hasAction] === 1 &&
      shard.compare(entry, 0, ACTION, at + OUTPUT.action, at + OUTPUT.action + ACTION) !== 0;
    return other ? 'redirected' : null;
  }

  return {
    add,
    misfits: () => {
      const found: Misfit[] = [];
      for (const shard of entries)
        for (let at = 0; shard !== undefined && at < shard.length; at += ENTRY.bytes) {
          const kind = misfit(shard.subarray(at, at + ENTRY.bytes));
          if (kind !== null) found.push({ kind, action: Buffer.from(shard.subarray(at, at + HASH_BYTES)) });
        }
      return found;
    },
    wantedSize: (output) => {
      const found = find(output.subarray(0, PREFIX));
      const size = found?.shard.readBigInt64LE(found.at + OUTPUT.wanted) ?? NEVER;
      return size === NEVER ? null : size;
    },
  };
}
