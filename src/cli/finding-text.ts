import type { ReportedFinding } from '../domain/finding.ts';

/** One finding as a sentence, for reports that other programs show. */
export function findingText({ key, actual, expected, source, fix }: ReportedFinding): string {
  const by = expected === null || source === null ? '' : ` by ${source}`;
  return `${key} is ${actual ?? 'missing'}, expected ${expected ?? 'nothing'}${by}${fix === null ? '' : `. Fix: ${fix}`}`;
}
