import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { parseBuildCacheEntry } from '../../domain/build-cache-entry.ts';
import type { TreeIndex } from '../tree-index.ts';
import type { TreeProblem } from '../tree-problem.ts';
import type { WorkerPool } from '../worker-pool.ts';
import type { BuildCacheReport, CacheFinding } from './build-cache-report.ts';
import { contentFile, describeEntry, describeOutput, hex } from './describe-finding.ts';
import { builderShares, countShard, emptyInventory } from './inventory.ts';
import { entryFile, outputFile } from './output-file.ts';
import { createReferences, type Misfit } from './references.ts';
import { settle } from './settle.ts';
import { AT, HASH_BYTES, KIND, packShard, ROW_BYTES, STATE, unpackShard } from './shard-rows.ts';
import { NeedsReading, type ShardOptions, type VerifiedShard, verifyShard } from './verify-shard.ts';

export interface VerifyBuildCacheOptions {
  /** The GOCACHE, absolute. */
  readonly root: string;
  readonly index: TreeIndex;
  readonly pool: WorkerPool;
  readonly full: boolean;
  readonly trust: boolean;
  /** Looks in this thread whether anything has changed: starting workers for nothing takes longer. */
  readonly lookFirst?: boolean;
  /** Which share of the cache has been looked at, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

interface Suspect {
  readonly kind: number;
  readonly state: number;
  readonly id: Uint8Array;
  /** Of an entry: the output that it had before. */
  readonly trusted: Uint8Array | null;
}

const SHARDS = Array.from({ length: 256 }, (_, shard) => shard.toString(16).padStart(2, '0'));
/** cmd/go/internal/cache, and testing's. */
const OWN = new Set(['README', 'trim.txt', 'testexpire.txt', 'fuzz', ...SHARDS]);
const AT_ONCE = 8;

/**
 * Verifies a GOCACHE: each output by its content, each entry by its format, its output and what its output says of itself. What
 * seems wrong is looked at once more when nothing has written to it for a second. Rejects with the pool's reason where it was aborted.
 */
export async function verifyBuildCache(options: VerifyBuildCacheOptions): Promise<BuildCacheReport> {
  const { root, index, pool, full, trust } = options;
  const verifiedAt = Date.now();
  const begin = performance.now();
  const before = pool.progress();
  const inventory = emptyInventory();
  const references = createReferences();
  const suspects: Suspect[] = [];
  const problems: TreeProblem[] = [];
  const foreign: string[] = [];
  let [filesRead, remade, unreadable, done] = [0, 0, 0, 0];

  async function shard(number: number, name: string): Promise<void> {
    const path = `${root}/${name}`;
    const packed = index.get(path);
    const known = packed === null ? null : unpackShard(packed);
    const input = { root, name, known, full, trust };
    const seen = lookAtShard(input, options) ?? (await pool.run('buildCacheShard', input));
    const rows = Buffer.from(seen.rows.buffer, seen.rows.byteOffset, seen.rows.length);
    references.add(number, rows);
    countShard(inventory, { rows, builders: seen.builders });
    foreign.push(...seen.foreign);
    problems.push(...seen.problems);
    filesRead += seen.filesRead;
    remade += seen.remade;
    for (let at = 0; at < rows.length; at += ROW_BYTES) {
      const state = rows[at + AT.state] ?? STATE.ok;
      if (state === STATE.unreadable) unreadable += 1;
      if (state === STATE.ok || state === STATE.unreadable) continue;
      const kind = rows[at + AT.kind] ?? KIND.entry;
      const payload = Buffer.from(rows.subarray(at + AT.payload, at + AT.payload + HASH_BYTES));
      const trusted = state === STATE.redirected || state === STATE.changed ? payload : null;
      suspects.push({ kind, state, id: Buffer.from(rows.subarray(at, at + HASH_BYTES)), trusted });
    }
    done += 1;
    options.onProgress?.(done / SHARDS.length);
    if (!seen.unchanged) {
      index.put(path, packShard({ rows, builders: seen.builders }));
      index.flush();
    }
  }

  const present = new Set(readdirSync(root));
  for (const name of present) if (!OWN.has(name)) foreign.push(name);
  const queue = SHARDS.map((name, number) => [number, name] as const).filter(([, name]) => present.has(name));
  const next = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) await shard(...job);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));

  const misfits = references.misfits();
  const looked = await lookAgain(options, suspects, misfits, references.wantedSize);
  const { findings, leftOver, busy } = looked;
  const { actions, outputs, executables, sizeBytes, oldestUse, newestUse } = inventory;
  const missingOutputs = misfits.filter(({ kind }) => kind === 'missing').length;
  const corrupt = findings.length;
  const unverified = unreadable + busy + leftOver.length + missingOutputs;
  return {
    ...{ root, verifiedAt, full, filesRead, remade, busy, leftOver, missingOutputs },
    durationMs: Math.round(performance.now() - begin),
    entries: { ok: Math.max(0, actions + outputs - corrupt - unverified), corrupt, unverified },
    ...{ actions, outputs, executables, sizeBytes, oldestUse, newestUse },
    bytesRead: pool.progress().bytes - before.bytes,
    foreign: foreign.sort(),
    builders: builderShares(inventory),
    findings,
    problems: problems.filter(({ kind }) => kind !== 'vanished'),
  };
}

/** null where something has to be read. */
function lookAtShard(
  input: Omit<ShardOptions, 'meter'>,
  { lookFirst = false }: VerifyBuildCacheOptions,
): VerifiedShard | null {
  if (!lookFirst || input.known === null || input.full) return null;
  try {
    return verifyShard({ ...input, onlyStat: true, meter: { count: () => {} } });
  } catch (error) {
    if (error instanceof NeedsReading) return null;
    throw error;
  }
}

/** A build may have written to it while it was read; Go writes in place. */
async function lookAgain(
  { root, pool }: VerifyBuildCacheOptions,
  suspects: readonly Suspect[],
  misfits: readonly Misfit[],
  wantedSize: (output: Uint8Array) => bigint | null,
): Promise<{ findings: readonly CacheFinding[]; leftOver: readonly string[]; busy: number }> {
  const findings: CacheFinding[] = [];
  const leftOver: string[] = [];
  let busy = 0;

  async function entry(action: Uint8Array, state: number, trusted: Uint8Array | null): Promise<void> {
    const settled = await settle(entryFile(root, action));
    if (settled === 'busy') busy += 1;
    if (settled !== 'quiet') return;
    if (state === STATE.format) {
      const bytes = readFileSync(entryFile(root, action));
      const parsed = parseBuildCacheEntry(bytes);
      // A build that was killed between making the file and writing to it leaves it empty.
      if (bytes.length === 0) leftOver.push(entryFile(root, action));
      else if (parsed === null || hex(parsed.action) !== hex(action))
        findings.push(describeEntry(root, 'format', action, null));
    } else if (state === STATE.changed || state === STATE.redirected)
      findings.push(describeEntry(root, state === STATE.changed ? 'changed' : 'redirected', action, trusted));
  }

  async function output(id: Uint8Array, state: number): Promise<void> {
    const path = outputFile(root, id);
    const settled = await settle(contentFile(path));
    if (settled === 'busy') busy += 1;
    if (settled === 'busy' || lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
    if (state === STATE.executable) {
      if (readdirSync(path).length !== 1)
        findings.push(describeOutput(root, 'executable', id, { actual: null, wantedBytes: null }));
      return;
    }
    const actual = await pool.run('fileHash', { path: contentFile(path) });
    if (actual === hex(id)) return;
    const wantedBytes = wantedSize(id);
    if (wantedBytes === null) leftOver.push(path);
    else findings.push(describeOutput(root, 'content', id, { actual, wantedBytes }));
  }

  async function misfit({ kind, action }: Misfit): Promise<void> {
    if (kind === 'missing') return;
    const settled = await settle(entryFile(root, action));
    if (settled === 'busy') busy += 1;
    if (settled === 'quiet') findings.push(describeEntry(root, kind, action, null));
  }

  const work = [
    ...suspects.map(
      ({ kind, id, state, trusted }) =>
        () =>
          kind === KIND.entry ? entry(id, state, trusted) : output(id, state),
    ),
    ...misfits.map((found) => () => misfit(found)),
  ];
  const next = async (): Promise<void> => {
    for (let job = work.shift(); job !== undefined; job = work.shift())
      await job().catch((error: unknown) => {
        // Gone while it was looked at.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      });
  };
  await Promise.all(Array.from({ length: AT_ONCE * 4 }, next));
  return { findings: findings.sort((a, b) => (a.path < b.path ? -1 : 1)), leftOver: leftOver.sort(), busy };
}
