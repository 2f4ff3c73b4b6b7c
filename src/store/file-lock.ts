import { closeSync, mkdirSync, openSync, readFileSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errnoOf, storeError } from './store-error.ts';

/** Who holds a lock: a process, told apart from a later one with the same number by when it started. */
export interface LockOwner {
  readonly pid: number;
  /** Clock ticks since boot, of /proc/PID/stat; null where there is no /proc. */
  readonly startTicks: string | null;
}

export type LockResult =
  | { readonly held: true; readonly release: () => void }
  | { readonly held: false; readonly owner: LockOwner | null };

const POLL_MS = 50;

/**
 * A lock between processes: a file that only one can create. The lock of a process that has ended is taken over. Waits at
 * most `waitMs`. Throws StoreError where the file cannot be written.
 */
export async function acquireLock(file: string, { waitMs = 0 } = {}): Promise<LockResult> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    if (create(file)) return { held: true, release: () => release(file) };
    const owner = readOwner(file);
    if (owner !== null && !isAlive(owner)) setAsideStale(file, owner);
    else if (Date.now() >= deadline) return { held: false, owner };
    else await sleep(POLL_MS);
  }
}

function create(file: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const descriptor = openSync(file, 'wx', 0o600);
    const own: LockOwner = { pid: process.pid, startTicks: startTicks(process.pid) };
    writeSync(descriptor, JSON.stringify(own));
    closeSync(descriptor);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw storeError('write', file, error);
  }
}

/** Null while its creator has not written it, or where it was just released. */
function readOwner(file: string): LockOwner | null {
  try {
    const owner = JSON.parse(readFileSync(file, 'utf8')) as LockOwner;
    return Number.isInteger(owner.pid) ? owner : null;
  } catch {
    return null;
  }
}

function isAlive({ pid, startTicks: since }: LockOwner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errnoOf(error) === 'ESRCH') return false;
  }
  return since === null || startTicks(pid) === since;
}

/** Field 22 of proc_pid_stat(5); the name before it may hold spaces and parentheses. */
function startTicks(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** By rename, so that of two processes only one removes it, and none a lock that was taken since. */
function setAsideStale(file: string, stale: LockOwner): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    const moved = readOwner(aside);
    if (moved !== null && (moved.pid !== stale.pid || moved.startTicks !== stale.startTicks)) {
      renameSync(aside, file);
      return;
    }
    unlinkSync(aside);
  } catch {
    // Another process was faster.
  }
}

function release(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw storeError('remove', file, error);
  }
}
