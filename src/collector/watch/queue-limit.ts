import { readFileSync } from 'node:fs';

const DEFAULT = 16_384;

/** How many events the kernel keeps until they are read (inotify(7)); a little less, for those of directories given up. */
export function queueLimit(): number {
  try {
    const limit = Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8'));
    return Math.floor((limit > 0 ? limit : DEFAULT) * 0.9);
  } catch {
    return DEFAULT * 0.9;
  }
}
