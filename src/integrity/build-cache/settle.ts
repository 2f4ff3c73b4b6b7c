import { lstatSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Go writes in place: what was written to so lately may be half there. */
const QUIET_MS = 1_000;
const LOOK_AGAIN_MS = 200;
/** A compiler's output is copied in less. */
const WAIT_AT_MOST_MS = 10_000;

/** Waits until a file has not been written to for a second: `quiet`, `busy` where it is written on and on, or `gone`. */
export async function settle(path: string): Promise<'quiet' | 'busy' | 'gone'> {
  const until = Date.now() + WAIT_AT_MOST_MS;
  for (;;) {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return 'gone';
    // Of a clock that was set back, too: a time in the future is no reason to wait.
    const quietMs = Date.now() - Math.max(stat.mtimeMs, stat.ctimeMs);
    if (quietMs >= QUIET_MS || quietMs < -QUIET_MS) return 'quiet';
    if (Date.now() >= until) return 'busy';
    await sleep(Math.min(LOOK_AGAIN_MS, Math.max(1, QUIET_MS - quietMs)));
  }
}
