/**
 * `now` with the lines back that turned `before` into `after`; every other line of it stays. Null where the changed lines are
 * not in it exactly once: then somebody else changed them too.
 */
export function restoreLines(before: string, after: string, now: string): string | null {
  const [old, edited, lines] = [before.split('\n'), after.split('\n'), now.split('\n')];
  const shorter = Math.min(old.length, edited.length);
  let start = 0;
  while (start < shorter && old[start] === edited[start]) start += 1;
  let end = 0;
  while (end < shorter - start && old.at(-1 - end) === edited.at(-1 - end)) end += 1;
  const changed = edited.slice(start, edited.length - end);
  if (changed.length === 0) return null;
  const places = [...lines.keys()].filter((at) => changed.every((line, i) => lines[at + i] === line));
  const [place] = places;
  if (place === undefined || places.length > 1) return null;
  return lines.toSpliced(place, changed.length, ...old.slice(start, old.length - end)).join('\n');
}
