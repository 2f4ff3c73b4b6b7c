import { setTimeout as sleep } from 'node:timers/promises';
import { openTreeIndex, type TreeIndex } from '../integrity/tree-index.ts';
import { createWorkerPool, type WorkerPool } from '../integrity/worker-pool.ts';
import { messageOf } from './unknown-project.ts';

/** An alert on what is corrupt has to fire within a minute. */
const PAUSE_MS = 15_000;
/** Of huge caches: a third of one core's idle time at most. */
const PAUSE_SHARE = 2;
/** A quarter of what one core hashes: builds have the rest. */
const BYTES_PER_SECOND = 100_000_000;

export interface IntegrityWork {
  readonly index: TreeIndex;
  readonly pool: WorkerPool;
}

export interface BackgroundOptions {
  readonly stateDir: string;
  /** What to verify, one after the other; each reads only what has changed. */
  readonly passes: readonly ((work: IntegrityWork) => Promise<void>)[];
  readonly signal: AbortSignal;
  readonly warn: (line: string) => void;
}

/** Verifies again and again at the lowest priority, beside everything else, until it is stopped. Never rejects. */
export async function verifyInBackground({ stateDir, passes, signal, warn }: BackgroundOptions): Promise<void> {
  let told = '';
  while (!signal.aborted) {
    const begin = performance.now();
    // Threads and database are there only while something is verified.
    const index = await openTreeIndex({ stateDir, onDamaged: warn });
    const pool = createWorkerPool({ workers: 1, bytesPerSecond: BYTES_PER_SECOND, lowPriority: true, signal });
    for (const pass of passes) {
      try {
        await pass({ index, pool });
      } catch (cause) {
        // The same trouble is told once.
        if (!signal.aborted && messageOf(cause) !== told) warn(`verification: ${messageOf(cause)}`);
        told = messageOf(cause);
      }
    }
    await Promise.all([index.close(), pool.close()]);
    const pauseMs = Math.max(PAUSE_MS, (performance.now() - begin) * PAUSE_SHARE);
    await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => {});
  }
}
