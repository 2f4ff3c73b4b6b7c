import { textWidth } from './text-width.ts';

const GAP = 2;

/** Rows of cells as lines, each column as wide as its widest cell; the last one is not padded. */
export function alignColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, textWidth(cell));
  return rows.map((row) =>
    row
      .map((cell, index) =>
        index === row.length - 1 ? cell : cell + ' '.repeat((widths[index] ?? 0) - textWidth(cell) + GAP),
      )
      .join('')
      .trimEnd(),
  );
}
