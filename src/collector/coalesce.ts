import { monotonicMs } from '../host/monotonic.ts';

/** How much longer than it took the effect rests before it runs again. */
const REST = 2;

/**
 * Asks for an effect that brings something up to date. It runs at once, never twice at a time, and where it is asked for
 * again and again, at most a third of the time.
 */
export function coalesce(effect: () => Promise<void>, onError: (cause: unknown) => void): () => void {
  let [wanted, busy] = [false, false];
  async function run(): Promise<void> {
    busy = true;
    while (wanted) {
      wanted = false;
      const beganMs = monotonicMs();
      await effect().catch(onError);
      await new Promise((resolve) => setTimeout(resolve, REST * (monotonicMs() - beganMs)).unref());
    }
    busy = false;
  }
  return () => {
    wanted = true;
    if (!busy) void run();
  };
}
