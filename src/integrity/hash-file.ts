import { createHash, hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Meter } from './worker-control.ts';

const BUFFER_BYTES = 1 << 20;
// A pipe in the place of a file must not block.
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/** Of a worker's own; what it holds is worth nothing after the next read. */
const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);

/**
 * SHA-256 of a file's content, 32 bytes. `sizeBytes` is what `lstat` said: a file that has grown since is read to its end.
 * Throws what `node:fs` throws, EISDIR also for what is no regular file, and Cancelled.
 */
export function hashFile(path: string, sizeBytes: number, meter: Meter, link = false): Buffer {
  const file = openSync(path, FLAGS);
  try {
    if (link && !fstatSync(file).isFile()) throw Object.assign(new Error(path), { code: 'EISDIR' });
    // One byte more than there is: a read that comes short has seen the end.
    const wanted = Math.min(sizeBytes + 1, BUFFER_BYTES);
    const length = readSync(file, buffer, 0, wanted, null);
    if (length < wanted) {
      meter.count(1, length);
      return hash('sha256', buffer.subarray(0, length), 'buffer');
    }
    return hashOn(file, length, meter);
  } finally {
    closeSync(file);
  }
}

function hashOn(file: number, first: number, meter: Meter): Buffer {
  const whole = createHash('sha256');
  for (let length = first; length > 0; length = readSync(file, buffer, 0, BUFFER_BYTES, null)) {
    meter.count(0, length);
    whole.update(buffer.subarray(0, length));
  }
  meter.count(1, 0);
  return whole.digest();
}
