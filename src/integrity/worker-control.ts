/** Thrown in a worker when its pool was told to stop. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

/** What a pool and its workers share, without a message for each file: `[files, bytes, cancelled]`. */
export type SharedControl = BigInt64Array<SharedArrayBuffer>;

const [FILES, BYTES, CANCELLED] = [0, 1, 2] as const;

export interface Progress {
  readonly files: number;
  readonly bytes: number;
}

export function createControl(): SharedControl {
  return new BigInt64Array(new SharedArrayBuffer(3 * 8));
}

export function progressOf(control: SharedControl): Progress {
  return { files: Number(Atomics.load(control, FILES)), bytes: Number(Atomics.load(control, BYTES)) };
}

export function cancel(control: SharedControl): void {
  Atomics.store(control, CANCELLED, 1n);
}

/** Counts what a worker does, holds it to its share of the bandwidth, and ends it. */
export interface Meter {
  /** Throws Cancelled. */
  readonly count: (files: number, bytes: number) => void;
}

/** `bytesPerSecond`: this worker's share; null for as fast as can be. */
export function createMeter(control: SharedControl, bytesPerSecond: number | null): Meter {
  const nap = new Int32Array(new SharedArrayBuffer(4));
  let freeAt = performance.now();
  return {
    count: (files, bytes) => {
      if (Atomics.load(control, CANCELLED) !== 0n) throw new Cancelled();
      if (files > 0) Atomics.add(control, FILES, BigInt(files));
      if (bytes === 0) return;
      Atomics.add(control, BYTES, BigInt(bytes));
      if (bytesPerSecond === null) return;
      const now = performance.now();
      freeAt = Math.max(freeAt, now) + (bytes / bytesPerSecond) * 1_000;
      // Short sleeps are left to add up.
      if (freeAt - now > 5) Atomics.wait(nap, 0, 0, freeAt - now);
    },
  };
}
