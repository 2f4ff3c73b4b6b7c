import { setTimeout as sleep } from 'node:timers/promises';
import type { ProjectState } from '../domain/state.ts';
import { monotonicMs } from '../host/monotonic.ts';
import { openTreeIndex } from '../integrity/tree-index.ts';
import type { VerifyModulesOptions } from '../integrity/verify-modules.ts';
import { createWorkerPool } from '../integrity/worker-pool.ts';

export interface BackgroundOptions {
  readonly stateDir: string;
  readonly states: () => readonly ProjectState[];
  /** Verifies one project, and records what it found. */
  readonly verify: (
    state: ProjectState,
    work: VerifyModulesOptions & { readonly stateDir: string },
  ) => Promise<unknown>;
  readonly signal: AbortSignal;
  readonly warn: (line: string) => void;
}

/** What changes in between is found within this time, unless a pass takes long. */
const PAUSE_MS = 30_000;
/** Of its time at most one part in so many is spent on it. */
const PAUSE_PER_WORK = 50;
const LONGEST_PAUSE_MS = 600_000;
/** What looks unchanged is read again all the same: disks rot. */
const READ_ALL_MS = 24 * 3_600_000;
const BYTES_PER_SECOND = 50_000_000;

/**
 * Verifies the modules of everything that is watched, again and again until `signal`: one thread of the lowest priority, and only
 * what has changed is read. Zips are left to `cache verify`: no build reads them once they are unpacked. Never rejects.
 */
export async function verifyInBackground(options: BackgroundOptions): Promise<void> {
  const { signal, states, stateDir, warn } = options;
  let readAllAt = monotonicMs() + READ_ALL_MS;
  let told = '';
  while (!signal.aborted) {
    const beginMs = monotonicMs();
    const full = beginMs >= readAllAt;
    if (full) readAllAt = beginMs + READ_ALL_MS;
    const index = await openTreeIndex({ stateDir, onDamaged: warn });
    const pool = createWorkerPool({
      workers: 1,
      lowPriority: true,
      bytesPerSecond: BYTES_PER_SECOND,
      signal,
    });
    try {
      for (const state of states()) await options.verify(state, { pool, index, full, zips: false, stateDir });
      told = '';
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      if (!signal.aborted && message !== told) warn(`modules cannot be verified: ${message}`);
      told = message;
    } finally {
      await Promise.all([index.close(), pool.close()]);
    }
    const pauseMs = (monotonicMs() - beginMs) * PAUSE_PER_WORK;
    await sleep(Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS, pauseMs)), undefined, {
      signal,
      ref: false,
    }).catch(() => {});
  }
}
