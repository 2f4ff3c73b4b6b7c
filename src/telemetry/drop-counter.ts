import { type Sample, sample } from '../contract/sample.ts';
import type { Signal } from './telemetry-wanted.ts';

/** Counts what could not be sent, for as long as the process lives. */
export interface DropCounter {
  readonly add: (signal: Signal, count: number) => void;
  /** Of each signal that is wanted. */
  readonly samples: () => readonly Sample[];
}

export function createDropCounter(signals: readonly Signal[]): DropCounter {
  const counts = new Map(signals.map((signal) => [signal, 0]));
  return {
    add: (signal, count) => counts.set(signal, (counts.get(signal) ?? 0) + count),
    samples: () =>
      [...counts].map(([signal, count]) =>
        sample('godrift.telemetry.dropped', count, { signal: signal.toLowerCase() }),
      ),
  };
}

interface Exporter<Items> {
  export(items: Items, done: (result: { readonly code: number; readonly error?: Error }) => void): void;
}

/** Makes an exporter tell how many items of a failed export are lost; the SDK does not keep them. */
export function countFailures<Items>(
  exporter: Exporter<Items>,
  countOf: (items: Items) => number,
  lost: (count: number) => void,
): void {
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) =>
    send(items, (result) => {
      // 0 is `ExportResultCode.SUCCESS`.
      if (result.code !== 0) lost(countOf(items));
      done(result);
    });
}

/** How many spans a diagnostic says were dropped because the queue was full; the SDK says it nowhere else. */
export function queueDrops(message: string): number {
  return Number(/^Dropped (\d+) spans because maxQueueSize reached$/.exec(message)?.[1] ?? 0);
}
