import { fstatSync, readSync } from 'node:fs';
import { DamagedZip } from './damaged-zip.ts';

export interface ZipSlices {
  readonly sizeBytes: number;
  /** What stands there; worth nothing after the next call. Throws DamagedZip where the file ends before. */
  readonly slice: (at: number, length: number) => Buffer;
}

const WINDOW_BYTES = 1 << 20;

/** Of a worker's own: fresh memory for each zip costs more than to read it. */
const shared = Buffer.allocUnsafeSlow(WINDOW_BYTES);

/** Reads a file window by window. Throws what `node:fs` throws. */
export function zipSlices(file: number): ZipSlices {
  const { size: sizeBytes } = fstatSync(file);
  let window = shared;
  let [from, end] = [0, 0];

  function fill(at: number, length: number): void {
    // What one large entry needs is not kept.
    window = length > shared.length ? Buffer.allocUnsafeSlow(length) : shared;
    [from, end] = [at, at];
    const wanted = Math.min(window.length, sizeBytes - at);
    while (end < at + wanted) {
      const read = readSync(file, window, end - at, at + wanted - end, end);
      if (read === 0) throw new DamagedZip('it was cut off');
      end += read;
    }
  }

  return {
    sizeBytes,
    slice: (at, length) => {
      if (at < 0 || length < 0 || at + length > sizeBytes)
        throw new DamagedZip('an entry ends beyond the file');
      if (at < from || at + length > end) fill(at, length);
      return window.subarray(at - from, at - from + length);
    },
  };
}
