import { compareBytewise } from './snapshot-line.ts';

/** From here on UTF-8 and JavaScript's own order part. */
const OUTSIDE_COMMON_ORDER = /[\ud800-\uffff]/;

/** A sorted copy, by the strings' UTF-8 bytes. */
export function sortBytewise(texts: readonly string[]): string[] {
  return texts.some((text) => OUTSIDE_COMMON_ORDER.test(text))
    ? texts.toSorted(compareBytewise)
    : texts.toSorted();
}
