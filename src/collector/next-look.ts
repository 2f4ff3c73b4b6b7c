import type { UnknownReason } from '../domain/errors.ts';
import type { ProjectState } from '../domain/state.ts';

/** Facts are collected anew after this time even where no input has changed; a fifth of it is left to chance. */
const AGAIN_MS = 5 * 60_000;
const JITTER = 0.2;
const FIRST_RETRY_MS = 10_000;
/** What may go away without any input changing. */
const PASSING: ReadonlySet<UnknownReason | null> = new Set([
  'timeout',
  'internal',
  'invalid_output',
  'go_failed',
]);

/** When to look at a project again though none of its inputs has changed. */
export function nextLookMs(
  { dimensions }: ProjectState,
  failuresBefore: number,
): { readonly delayMs: number; readonly failures: number } {
  const failures = dimensions.some(({ reason }) => PASSING.has(reason)) ? failuresBefore + 1 : 0;
  const delayMs = failures === 0 ? AGAIN_MS : Math.min(AGAIN_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
  return { delayMs: delayMs * (1 - JITTER * Math.random()), failures };
}
