import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../host/monotonic.ts';
import { openTreeIndex, type TreeIndex } from '../integrity/tree-index.ts';
import { createWorkerPool, type WorkerPool } from '../integrity/worker-pool.ts';
import { messageOf } from './unknown-project.ts';

export interface BackgroundWork {
  readonly index: TreeIndex;
  readonly pool: WorkerPool;
  /** Read also what looks unchanged. */
  readonly full: boolean;
}

export interface BackgroundPass {
  /** As the warning names it, e.g. `modules`. */
  readonly what: string;
  /** Verifies, and records what it found. */
  readonly run: (work: BackgroundWork) => Promise<void>;
}

export interface BackgroundOptions {
  readonly stateDir: string;
  /** One after the other. */
  readonly passes: readonly BackgroundPass[];
  readonly signal: AbortSignal;
  readonly warn: (line: string) => void;
}

/** What changes in between is found, and alerted on, within a minute, unless a pass takes long. */
const PAUSE_MS = 15_000;
/** While there is something to read, so many times as long as a pass took; else, of the time of a CPU, 0.2 %. */
const [PAUSE_PER_READING, PAUSE_PER_CPU] = [4, 500];
const LONGEST_PAUSE_MS = 600_000;
/** What looks unchanged is read again all the same: disks rot. */
const READ_ALL_MS = 24 * 3_600_000;
const BYTES_PER_SECOND = 100_000_000;

/**
 * Verifies the caches of everything that is watched, again and again until `signal`: one thread of the lowest priority, and only
 * what has changed is read. Threads and database are there only meanwhile. Never rejects.
 */
export async function verifyInBackground(options: BackgroundOptions): Promise<void> {
  const { signal, stateDir, warn } = options;
  const told = new Map<string, string>();
  let readAllAt = monotonicMs() + READ_ALL_MS;
  while (!signal.aborted) {
    const beginMs = monotonicMs();
    const cpuBefore = process.cpuUsage();
    const full = beginMs >= readAllAt;
    if (full) readAllAt = beginMs + READ_ALL_MS;
    const index = await openTreeIndex({ stateDir, onDamaged: warn });
    const pool = createWorkerPool({
      workers: 1,
      lowPriority: true,
      bytesPerSecond: BYTES_PER_SECOND,
      signal,
    });
    for (const { what, run } of options.passes) {
      try {
        await run({ pool, index, full });
        told.delete(what);
      } catch (cause) {
        // The same trouble is told once.
        const message = messageOf(cause);
        if (!signal.aborted && message !== told.get(what)) warn(`${what} cannot be verified: ${message}`);
        told.set(what, message);
      }
    }
    await Promise.all([index.close(), pool.close()]);
    const { user, system } = process.cpuUsage(cpuBefore);
    const pauseMs =
      pool.progress().bytes > 0
        ? (monotonicMs() - beginMs) * PAUSE_PER_READING
        : ((user + system) / 1_000) * PAUSE_PER_CPU;
    await sleep(Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS, pauseMs)), undefined, {
      signal,
      ref: false,
    }).catch(() => {});
  }
}
