import { inputError } from './errors.ts';
import type { FactMap } from './facts.ts';
import {
  compareBytewise,
  isSkipped,
  parseLine,
  SNAPSHOT_HEADER,
  type SnapshotEntry,
} from './snapshot-line.ts';

/** One key's difference between two fact maps; `before` null: added, `after` null: removed. */
export interface FactChange {
  readonly key: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A place in a snapshot text, always at the start of a line. */
interface Cursor {
  readonly text: string;
  at: number;
}

// In characters. Comparing long slices is native code, many times faster than looking at lines one by one.
const FIRST_STRIDE = 512;
const MAX_STRIDE = 8192;
const MIN_STRIDE = 32;

/**
 * The differences of two snapshot texts, sorted by key, in one merge pass: O(n+m). Both must be valid snapshots
 * (`readSnapshot` tells): only lines that differ are parsed. Throws InputError for those that cannot be.
 */
export function diffSnapshots(before: string, after: string): FactChange[] {
  const changes: FactChange[] = [];
  const old = afterHeader(before);
  const now = afterHeader(after);
  skipEqualLines(old, now);
  let left = nextEntry(old);
  let right = nextEntry(now);
  while (left !== null || right !== null) {
    const order = left === null ? 1 : right === null ? -1 : compareBytewise(left.key, right.key);
    if (order !== 0 || left?.value !== right?.value) {
      const key = (order <= 0 ? left : right)?.key ?? '';
      changes.push({
        key,
        before: order <= 0 ? (left?.value ?? null) : null,
        after: order >= 0 ? (right?.value ?? null) : null,
      });
    }
    if (order === 0) skipEqualLines(old, now);
    if (order <= 0) left = nextEntry(old);
    if (order >= 0) right = nextEntry(now);
  }
  return changes;
}

/** The differences of two fact maps, sorted bytewise by key. */
export function diffFacts(before: FactMap, after: FactMap): FactChange[] {
  const changes: FactChange[] = [];
  for (const key of Object.keys(before)) {
    const [old, now] = [before[key] ?? null, Object.hasOwn(after, key) ? (after[key] ?? null) : null];
    if (old !== now) changes.push({ key, before: old, after: now });
  }
  for (const key of Object.keys(after)) {
    if (!Object.hasOwn(before, key)) changes.push({ key, before: null, after: after[key] ?? null });
  }
  return changes.sort((a, b) => compareBytewise(a.key, b.key));
}

/** How many keys two fact maps have together, given their differences. */
export function unionSize(before: FactMap, changes: readonly FactChange[]): number {
  return Object.keys(before).length + changes.filter((change) => change.before === null).length;
}

/** Changed, added and removed keys over the keys of both, 0..1; 0 where there are none. */
export function changeRatio(changes: readonly FactChange[], keysOfBoth: number): number {
  return keysOfBoth === 0 ? 0 : changes.length / keysOfBoth;
}

function afterHeader(text: string): Cursor {
  if (!text.startsWith(SNAPSHOT_HEADER))
    throw inputError('not a snapshot: line 1 must be "#SNAPSHOT v1 <time>"');
  const end = text.indexOf('\n');
  return { text, at: end < 0 ? text.length : end + 1 };
}

/** Moves both cursors over the whole lines that they have in common (a few of them may be left). */
function skipEqualLines(a: Cursor, b: Cursor): void {
  const limit = Math.min(a.text.length - a.at, b.text.length - b.at);
  let same = 0;
  let stride = FIRST_STRIDE;
  let growing = true;
  while (stride >= MIN_STRIDE && same < limit) {
    const equal =
      a.text.slice(a.at + same, a.at + same + stride) === b.text.slice(b.at + same, b.at + same + stride);
    if (equal) same += stride;
    else growing = false;
    if (!growing) stride >>= 1;
    else if (stride < MAX_STRIDE) stride <<= 1;
  }
  const end = same === 0 ? a.at : a.text.lastIndexOf('\n', a.at + Math.min(same, limit) - 1) + 1;
  if (end <= a.at) return;
  b.at += end - a.at;
  a.at = end;
}

/** Reads the next line that holds a key; null at the end. */
function nextEntry(cursor: Cursor): SnapshotEntry | null {
  while (cursor.at < cursor.text.length) {
    const start = cursor.at;
    const newline = cursor.text.indexOf('\n', start);
    const line = cursor.text.slice(start, newline < 0 ? undefined : newline);
    cursor.at = newline < 0 ? cursor.text.length : newline + 1;
    if (isSkipped(line)) continue;
    const entry = parseLine(line);
    if (typeof entry !== 'string') return entry;
    throw inputError(`snapshot line ${cursor.text.slice(0, start).split('\n').length}: ${entry}`);
  }
  return null;
}
