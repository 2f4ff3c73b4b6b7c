import type { Collector } from './collector.ts';

export interface Sweeps {
  /** The last one that ended without an error; null before that. */
  readonly last: () => { readonly endedAt: Date; readonly tookMs: number } | null;
}

/** A collector that remembers its full sweeps. */
export function trackSweeps<C extends Pick<Collector, 'sweep'>>(
  collector: C,
  onSwept: () => void = () => {},
): { readonly collector: C; readonly sweeps: Sweeps } {
  let last: ReturnType<Sweeps['last']> = null;
  const sweep: Collector['sweep'] = async (dirty) => {
    const begin = performance.now();
    const begun = await collector.sweep(dirty);
    if (dirty === 'all')
      begun.collected.then(
        () => {
          last = { endedAt: new Date(), tookMs: performance.now() - begin };
          onSwept();
        },
        () => {},
      );
    return begun;
  };
  return { collector: { ...collector, sweep }, sweeps: { last: () => last } };
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
