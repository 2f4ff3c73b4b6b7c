import { compareBytewise, separatorIndex } from './snapshot-line.ts';

const CONTEXT_LINES = 3;

interface DiffLine {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

/**
 * A unified diff of two lists of lines, each sorted by key (`key=value`) or as a whole; empty if they are equal.
 * Lines carry no line end; `patch` applies the result to a file in which every line ends in a newline.
 */
export function unifiedDiff(
  before: readonly string[],
  after: readonly string[],
  names: { readonly from: string; readonly to: string },
): string {
  const lines = mergeLines(before, after);
  const hunks = hunkRanges(lines);
  if (hunks.length === 0) return '';
  const text: string[] = [`--- ${names.from}`, `+++ ${names.to}`];
  const position = { at: 0, before: 0, after: 0 };
  for (const { start, end } of hunks) {
    position.before += start - position.at;
    position.after += start - position.at;
    const hunk = lines.slice(start, end);
    const removed = hunk.filter(({ mark }) => mark !== '+').length;
    const added = hunk.filter(({ mark }) => mark !== '-').length;
    text.push(`@@ -${range(position.before, removed)} +${range(position.after, added)} @@`);
    for (const line of hunk) text.push(line.mark + line.text);
    position.at = end;
    position.before += removed;
    position.after += added;
  }
  return `${text.join('\n')}\n`;
}

/** One merge pass: lines of equal key stand together, the old one first. */
function mergeLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const merged: DiffLine[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const old = before[i];
    const now = after[j];
    if (old === undefined && now === undefined) return merged;
    if (old !== undefined && old === now) {
      merged.push({ mark: ' ', text: old });
      i++;
      j++;
      continue;
    }
    const order = old === undefined ? 1 : now === undefined ? -1 : compareBytewise(keyOf(old), keyOf(now));
    if (old !== undefined && order <= 0) {
      merged.push({ mark: '-', text: old });
      i++;
    }
    if (now !== undefined && order >= 0) {
      merged.push({ mark: '+', text: now });
      j++;
    }
  }
}

function keyOf(line: string): string {
  const at = separatorIndex(line);
  return at < 0 ? line : line.slice(0, at);
}

/** Index ranges of the hunks: changes with their context, joined where the contexts touch. */
function hunkRanges(lines: readonly DiffLine[]): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  for (const [at, { mark }] of lines.entries()) {
    if (mark === ' ') continue;
    const start = Math.max(0, at - CONTEXT_LINES);
    const end = Math.min(lines.length, at + 1 + CONTEXT_LINES);
    const last = ranges.at(-1);
    if (last !== undefined && start <= last.end) last.end = end;
    else ranges.push({ start, end });
  }
  return ranges;
}

/** An empty side names the line before it, as GNU diff does. */
function range(linesBefore: number, count: number): string {
  return `${count === 0 ? linesBefore : linesBefore + 1},${count}`;
}
