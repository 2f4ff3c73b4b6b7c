import type { FactMap } from '../../domain/facts.ts';
import { compareBytewise } from '../../domain/snapshot-line.ts';

/** A line a module, `<path>=<value>`, sorted: what env-fingerprint.diff compares. */
export function moduleLines(portable: FactMap): readonly string[] {
  return Object.entries(portable)
    .map(([path, value]) => `${path}=${value}`)
    .sort(compareBytewise);
}
