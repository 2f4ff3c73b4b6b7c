import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { inputError } from '../../domain/errors.ts';
import { isAbsent } from '../../store/read-bytes.ts';
import { storeError } from '../../store/store-error.ts';
import { INTERRUPTED, journalNames } from '../interrupted.ts';
import { lockRollbacks } from '../run-transaction.ts';
import { emptyTrash, listTrash, trashOf } from './empty-trash.ts';
import { descriptionFile, type Generation, isGenerationName } from './generation.ts';
import { goBuildsRunning } from './go-builds.ts';
import { type GarbageLimits, judgeGenerations, type Kept, lastUsedAt } from './judge-generations.ts';
import type { ProcOptions } from './proc.ts';
import { processesUsing } from './processes-using.ts';
import { type CacheState, type ReadOptions, readGenerations, readNames } from './read-generations.ts';

export interface GarbageOptions extends ReadOptions, ProcOptions, GarbageLimits {
  readonly stateDir: string;
}

export interface GarbageReport {
  readonly removed: readonly Generation[];
  readonly kept: readonly Kept[];
}

const LOCK_WAIT_MS = 10_000;
/** A `go` reads its env file shortly after its start. */
const START_SLACK_MS = 10_000;
/** Go itself deletes what no build has used for so long (cmd/go/internal/cache: trimLimit + mtimeInterval). */
const TRIM_AGE_MS = 121 * 3_600_000;

/**
 * Deletes generations that are out of use and that no process refers to; never the GOCACHE in use, nor one that is no
 * generation. They are renamed under the lock of rollbacks, then deleted piece by piece. Throws InputError while a rollback
 * runs or waits to be recovered, StoreError.
 */
export async function collectGarbage(options: GarbageOptions): Promise<GarbageReport> {
  const { cacheRoot, stateDir } = options;
  const lock = await lockRollbacks(stateDir, LOCK_WAIT_MS);
  if (!lock.held) throw inputError('a rollback is running: try again when it has ended');
  const removed: Generation[] = [];
  const kept: Kept[] = [];
  let trash: readonly string[] = [];
  try {
    if (journalNames(stateDir).length > 0) throw inputError(INTERRUPTED);
    const state = await readGenerations(options);
    for (const { generation, reason } of judgeGenerations(state, options)) {
      const found =
        reason === null ? await putAway(state, generation, options) : { generation, reason, users: [] };
      if (found === null) removed.push(generation);
      else kept.push(found);
    }
    removeLoneDescriptions(cacheRoot);
    trash = listTrash(cacheRoot);
  } finally {
    lock.release();
  }
  for (const dir of trash) await emptyTrash(dir);
  return { removed, kept };
}

/** Renames a generation that nothing uses; why it stays, or null. */
async function putAway(
  state: CacheState,
  generation: Generation,
  options: GarbageOptions,
): Promise<Kept | null> {
  const { path, name } = generation;
  const before = await whyKept(state, generation, options);
  if (before !== null) return before;
  const trash = trashOf(state.cacheRoot, name, options.now);
  if (!move(path, trash)) return null;
  // A process may have come to it after the look at all of them.
  const after = await whyKept(state, generation, options);
  if (after === null || existsSync(path)) return null;
  move(trash, path);
  return after;
}

async function whyKept(
  state: CacheState,
  generation: Generation,
  options: GarbageOptions,
): Promise<Kept | null> {
  const lastUsed = lastUsedAt(state, generation);
  const [{ users, blind, unreadable }, builds] = await Promise.all([
    processesUsing(generation.path, options),
    goBuildsRunning({ ...options, goCache: generation.path }),
  ]);
  const fromFile = builds.filter(
    ({ goCache, startedAt }) =>
      goCache === null && (startedAt === null || startedAt < lastUsed + START_SLACK_MS),
  );
  const named = [
    ...users.map(({ name, pid, how }) => `${name} (process ${pid}, ${how})`),
    ...fromFile.map(({ name, pid }) => `${name} (process ${pid}, Go's env file)`),
  ];
  if (named.length > 0) return { generation, reason: 'in_use', users: named };
  if (!blind || options.now - lastUsed >= TRIM_AGE_MS) return null;
  // Agents and the like hide from everyone; what is older than the generation was not given its path.
  const suspects = unreadable.filter(
    ({ startedAt }) => startedAt === null || startedAt > generation.createdAt - START_SLACK_MS,
  );
  if (unreadable.length > 0 && suspects.length === 0) return null;
  return { generation, reason: 'blind', users: suspects.map(({ name, pid }) => `${name} (process ${pid})`) };
}

/** False where another process was faster. Throws StoreError. */
function move(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw storeError('remove', from, error);
  }
}

function removeLoneDescriptions(cacheRoot: string): void {
  for (const file of readNames(cacheRoot)) {
    const path = join(cacheRoot, basename(file, '.json'));
    if (file.endsWith('.json') && isGenerationName(basename(path)) && !existsSync(path))
      rmSync(descriptionFile({ path }), { force: true });
  }
}
