import { inputError } from './errors.ts';

const MS_PER_UNIT = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

// A longer delay overflows Node's timers, which then fire at once.
const MAX_MS = 2 ** 31 - 1;

/** Milliseconds of `500ms`, `3s`, `2m`, `1h`; a bare number is seconds. Throws InputError. */
export function parseDuration(text: string): number {
  const [, digits, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  if (digits === undefined)
    throw inputError(`invalid duration ${JSON.stringify(text)}: write 500ms, 3s, 2m or 1h`);
  const ms = Math.round(Number(digits) * (MS_PER_UNIT.get(unit) ?? 1));
  if (ms > MAX_MS) throw inputError(`duration ${JSON.stringify(text)} is too long: at most 596h`);
  return ms;
}
