import { diffSnapshots, type FactChange } from '../src/domain/diff.ts';
import { writeSnapshot } from '../src/domain/snapshot-text.ts';

// Two snapshots of 1,000 variables, 5 % of them different: diffing the texts against parsing JSON documents of the
// same facts and comparing them. Both sides see many distinct documents, in turns, after the same warm-up.

const VARIABLES = 1000;
const CHANGED = 0.05;
const PAIRS = 24;
const WARM_UP_ROUNDS = 40;
const ROUNDS = 60;

interface Pair {
  readonly text: readonly [string, string];
  readonly json: readonly [string, string];
}

/** Mulberry32: the same documents in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/.:-_+';

function makePair(seed: number): Pair {
  const random = randomNumbers(seed);
  const word = (from: number, to: number) =>
    Array.from(
      { length: from + Math.floor(random() * (to - from + 1)) },
      () => ALPHABET[Math.floor(random() * ALPHABET.length)],
    ).join('');
  const before = new Map<string, string>();
  while (before.size < VARIABLES) before.set(`modules.${word(8, 40)}`, word(20, 120));
  const after = new Map(before);
  for (const key of before.keys()) {
    if (random() >= CHANGED) continue;
    const kind = random();
    if (kind < 0.2) after.delete(key);
    else after.set(kind < 0.4 ? `modules.${word(8, 40)}` : key, word(20, 120));
  }
  const facts = [sorted(before), sorted(after)] as const;
  const takenAt = new Date('2026-11-23T12:00:00.000Z');
  return {
    text: [
      flat(writeSnapshot(facts[0], takenAt)),
      flat(writeSnapshot(facts[1], new Date(takenAt.getTime() + 1000))),
    ],
    json: [flat(JSON.stringify(facts[0])), flat(JSON.stringify(facts[1]))],
  };
}

function sorted(facts: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...facts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The string as reading a file gives it. */
function flat(text: string): string {
  return Buffer.from(text).toString('utf8');
}

function diffJson(before: string, after: string): FactChange[] {
  const old: Record<string, string> = JSON.parse(before);
  const now: Record<string, string> = JSON.parse(after);
  const changes: FactChange[] = [];
  for (const key in old) {
    if (old[key] !== now[key]) changes.push({ key, before: old[key] ?? null, after: now[key] ?? null });
  }
  for (const key in now)
    if (old[key] === undefined) changes.push({ key, before: null, after: now[key] ?? null });
  return changes;
}

function timeMs(work: () => readonly FactChange[]): number {
  const start = performance.now();
  found += work().length;
  return performance.now() - start;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
}

let found = 0;
const pairs = Array.from({ length: PAIRS }, (_, i) => makePair(i + 1));
const times: { readonly text: number[]; readonly json: number[] } = { text: [], json: [] };
for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
  for (const { text, json } of pairs) {
    const textMs = timeMs(() => diffSnapshots(...text));
    const jsonMs = timeMs(() => diffJson(...json));
    if (round < WARM_UP_ROUNDS) continue;
    times.text.push(textMs);
    times.json.push(jsonMs);
  }
}
const result = { text: median(times.text), json: median(times.json) };
console.log(
  `two snapshots of ${VARIABLES} variables, ${Math.round(CHANGED * 100)} % different, median of ${times.text.length} (${found} differences seen)`,
);
console.log(`diffSnapshots         ${result.text.toFixed(4)} ms`);
console.log(`JSON.parse + compare  ${result.json.toFixed(4)} ms`);
console.log(`ratio                 ${(result.json / result.text).toFixed(1)}`);
