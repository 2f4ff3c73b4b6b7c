import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../host/monotonic.ts';
import type { Collector } from './collector.ts';
import { messageOf } from './unknown-project.ts';
import type { Watcher } from './watch/watcher.ts';

/** A file is half written when its first event comes: wait until nothing has come for so long … */
const SETTLE_MS = 12;
/** … but no longer than that. */
const SETTLE_AT_MOST_MS = 60;
/** The kernel's word for what a sweep has just seen may be on its way. */
const WORD_MS = 50;
/** New projects in directories that are not watched. */
const RESOLVE_AGAIN_MS = 60_000;

export interface RunLoopOptions {
  readonly collector: Collector;
  readonly watcher: Watcher;
  readonly wakeUp: WakeUp;
  readonly intervalMs: () => number;
  /** Brings the targets up to date; with `reload` reads the configuration anew. Reports its own problems. */
  readonly retarget: (options: { readonly reload: boolean }) => Promise<void>;
  readonly signal: AbortSignal;
  readonly warn: (line: string) => void;
}

/** What makes the loop look before the interval is over. */
export interface WakeUp {
  readonly dirty: () => void;
  readonly reload: () => void;
  /** Until one of them is called or the time is over. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Whether it was called since it was last taken. */
  readonly takeDirty: () => boolean;
  readonly takeReload: () => boolean;
  readonly lastDirtyMs: () => number;
}

export function createWakeUp(): WakeUp {
  let [dirty, reload, lastDirtyMs] = [false, false, 0];
  let wake = () => {};
  return {
    dirty: () => {
      lastDirtyMs = monotonicMs();
      dirty = true;
      wake();
    },
    reload: () => {
      reload = true;
      wake();
    },
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          wake = () => {};
          resolve();
        };
        const timer = setTimeout(done, ms);
        wake = done;
        signal.addEventListener('abort', done);
        if (dirty || reload || signal.aborted) done();
      }),
    takeDirty: () => {
      const was = dirty;
      dirty = false;
      return was;
    },
    takeReload: () => {
      const was = reload;
      reload = false;
      return was;
    },
    lastDirtyMs: () => lastDirtyMs,
  };
}

/** Follows what the watcher tells, and sweeps over everything once an interval, until it is stopped. */
export async function runLoop(options: RunLoopOptions): Promise<void> {
  const { collector, watcher, wakeUp, signal } = options;
  let sweptMs = monotonicMs();
  let resolvedMs = sweptMs;

  async function look(dirty: Parameters<Collector['sweep']>[0]): Promise<readonly string[]> {
    const { paths, targetsChanged, collected } = await collector.sweep(dirty);
    collected.catch((cause: unknown) => options.warn(messageOf(cause)));
    if (targetsChanged) await retarget(true);
    return paths;
  }

  async function retarget(reload: boolean): Promise<void> {
    resolvedMs = monotonicMs();
    await options.retarget({ reload });
    // What is new is looked at now.
    const { collected } = await collector.sweep(new Set());
    collected.catch((cause: unknown) => options.warn(messageOf(cause)));
  }

  async function settle(): Promise<void> {
    const sinceMs = monotonicMs();
    for (;;) {
      const quietMs = monotonicMs() - wakeUp.lastDirtyMs();
      if (quietMs >= SETTLE_MS || monotonicMs() - sinceMs >= SETTLE_AT_MOST_MS || signal.aborted) return;
      await sleep(SETTLE_MS - quietMs);
    }
  }

  /** Counts what the kernel should have told and did not: the sweep is what nothing can be missed by. */
  async function sweepAll(): Promise<void> {
    sweptMs = monotonicMs();
    if (sweptMs - resolvedMs >= RESOLVE_AGAIN_MS) await retarget(false);
    watcher.repair();
    const untold = (await look('all')).filter((path) => watcher.covers(path));
    if (untold.length === 0) return;
    await sleep(WORD_MS);
    const told = watcher.take();
    await look(told);
    if (told !== 'all' && untold.some((path) => !told.has(path))) watcher.missed();
  }

  while (!signal.aborted) {
    await wakeUp.wait(Math.max(0, sweptMs + options.intervalMs() - monotonicMs()), signal);
    if (signal.aborted) return;
    try {
      if (wakeUp.takeReload()) await retarget(true);
      if (wakeUp.takeDirty()) {
        await settle();
        wakeUp.takeDirty();
        await look(watcher.take());
      }
      if (monotonicMs() - sweptMs >= options.intervalMs()) await sweepAll();
    } catch (cause) {
      // A sweep that fails as a whole leaves the last true snapshot, with its timestamp, in place.
      options.warn(messageOf(cause));
      await sleep(1_000, undefined, { signal }).catch(() => {});
    }
  }
}
