import { statSync } from 'node:fs';
import { isAbsent } from './inputs.ts';

/**
 * Of a file, at a third of the cost of a signature: doubles tell times apart down to a quarter of a microsecond. Null where
 * there is nothing.
 */
export interface QuickStat {
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly size: number;
  readonly ino: number;
  readonly dev: number;
}

/** `undefined`: it cannot be told. */
export function quickStat(path: string): QuickStat | null | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return null;
    const { mtimeMs, ctimeMs, size, ino, dev } = stat;
    return { mtimeMs, ctimeMs, size, ino, dev };
  } catch (cause) {
    return isAbsent(cause) ? null : undefined;
  }
}

export function isSameStat(a: QuickStat | null | undefined, b: QuickStat | null | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (a === null || b === null) return a === b;
  return (
    a.ctimeMs === b.ctimeMs &&
    a.mtimeMs === b.mtimeMs &&
    a.size === b.size &&
    a.ino === b.ino &&
    a.dev === b.dev
  );
}
