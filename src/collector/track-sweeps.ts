import type { Collector } from './collector.ts';

export interface Sweeps {
  /** The last one that ended without an error; null before that. */
  readonly last: () => { readonly endedAt: Date; readonly tookMs: number } | null;
  /** How many have ended, in whatever way. */
  readonly count: () => number;
}

/** A collector that remembers its sweeps. */
export function trackSweeps<C extends Pick<Collector, 'sweep'>>(
  collector: C,
  /** Of what is exported beside the collector's samples: told in one number, which changes with it. */
  others: () => number = () => 0,
): { readonly collector: C; readonly sweeps: Sweeps } {
  let last: ReturnType<Sweeps['last']> = null;
  let count = 0;
  let told = others();
  const sweep = async () => {
    const begin = performance.now();
    try {
      const collected = await collector.sweep();
      last = { endedAt: new Date(), tookMs: performance.now() - begin };
      const before = told;
      told = others();
      return collected || told !== before;
    } finally {
      count += 1;
    }
  };
  return { collector: { ...collector, sweep }, sweeps: { last: () => last, count: () => count } };
}

const LEAST_AGE_MS = 2 * 60_000;
const INTERVALS = 10;

/** Why a collector is not ready, in one line; null where it is. */
export function whyNotReady(last: ReturnType<Sweeps['last']>, intervalMs: number, now: Date): string | null {
  if (last === null) return 'the first sweep is not done yet';
  const ageMs = now.getTime() - last.endedAt.getTime();
  if (ageMs <= Math.max(LEAST_AGE_MS, INTERVALS * intervalMs)) return null;
  return `the last sweep ended at ${last.endedAt.toISOString()}, ${Math.round(ageMs / 1_000)} s ago`;
}
