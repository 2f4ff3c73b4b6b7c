const CONTEXT_LINES = 3;
/** More of a new file says nothing more. */
const NEW_FILE_LINES = 25;

interface Change {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** One file's change as a unified diff with a single hunk; a long new file by its beginning. */
export function renderDiff({ path, before, after }: Change): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  const start = common(old, now);
  const end = common(old.slice(start).toReversed(), now.slice(start).toReversed());
  const [from, to] = [Math.max(0, start - CONTEXT_LINES), Math.max(0, end - CONTEXT_LINES)];
  const removed = old.slice(start, old.length - end);
  const added = now.slice(start, now.length - end);
  const hunk = [
    ...old.slice(from, start).map((line) => ` ${line}`),
    ...shortened(
      removed.map((line) => `-${line}`),
      now.length === 0,
    ),
    ...shortened(
      added.map((line) => `+${line}`),
      old.length === 0,
    ),
    ...old.slice(old.length - end, old.length - to).map((line) => ` ${line}`),
  ];
  const head = `@@ -${span(from, old.length - to)} +${span(from, now.length - to)} @@`;
  return [
    `--- ${before === null ? '/dev/null' : path}`,
    `+++ ${after === null ? '/dev/null' : path}`,
    head,
    ...hunk,
    '',
  ].join('\n');
}

function span(from: number, to: number): string {
  return `${to === from ? from : from + 1},${to - from}`;
}

function shortened(lines: readonly string[], isWhole: boolean): readonly string[] {
  if (!isWhole || lines.length <= NEW_FILE_LINES + 1) return lines;
  return [...lines.slice(0, NEW_FILE_LINES), `… ${lines.length - NEW_FILE_LINES} more lines`];
}

function linesOf(text: string | null): readonly string[] {
  if (text === null || text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') return lines.slice(0, -1);
  return [...lines.slice(0, -1), `${lines.at(-1)}\n\\ No newline at end of file`];
}

function common(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count;
}
