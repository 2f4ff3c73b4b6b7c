import { expect, test } from 'vitest';
import type { Generation } from '../../../src/rollback/cache/generation.ts';
import { judgeGenerations } from '../../../src/rollback/cache/judge-generations.ts';
import type { CacheState } from '../../../src/rollback/cache/read-generations.ts';

const generation = (name: string, createdAt: number): Generation => ({
  name,
  path: `/cache/${name}`,
  createdAt,
  goVersion: null,
  platform: null,
  parent: null,
});

/** Why each of the generations stays; each was made at its place in the list. */
function reasons(
  names: readonly string[],
  retired: Readonly<Record<string, number>>,
  limits: { readonly now?: number; readonly minAgeMs?: number; readonly keep?: number },
  more: Partial<CacheState> = {},
) {
  const state: CacheState = {
    cacheRoot: '/cache',
    goEnv: null,
    environment: '',
    setting: null,
    inUse: '/elsewhere',
    defaultRoot: null,
    current: null,
    historyContent: null,
    history: {
      roots: [],
      retired: Object.fromEntries(Object.entries(retired).map(([name, at]) => [`/cache/${name}`, at])),
    },
    generations: names.map((name, index) => generation(name, index)),
    ...more,
  };
  return judgeGenerations(state, { now: 1_000, minAgeMs: 100, keep: 0, ...limits }).map(
    ({ generation: { name }, reason }) => [name, reason],
  );
}

test('what is in use, linked or set stays', () => {
  const setting = Buffer.from('/cache/ü').toString('latin1');
  expect(reasons(['a', 'b', 'ü', 'd'], {}, {}, { inUse: '/cache/a', current: '/cache/b', setting })).toEqual([
    ['a', 'current'],
    ['b', 'current'],
    ['ü', 'current'],
    ['d', null],
  ]);
});

test('those last in use stay, so many; one that never came into use takes no place', () => {
  expect(reasons(['a', 'b', 'c', 'd'], { a: 30, b: 10, c: 20 }, { keep: 2 })).toEqual([
    ['a', 'keep_count'],
    ['b', null],
    ['c', 'keep_count'],
    ['d', null],
  ]);
});

test('the current one takes no place of those last in use', () => {
  expect(reasons(['a', 'b'], { a: 30, b: 10 }, { keep: 1 }, { inUse: '/cache/a' })).toEqual([
    ['a', 'current'],
    ['b', 'keep_count'],
  ]);
});

test('one is young until it was out of use for the whole time, or was made so long ago', () => {
  expect(reasons(['a', 'b', 'c'], { a: 901, b: 900 }, {})).toEqual([
    ['a', 'young'],
    ['b', null],
    ['c', null],
  ]);
  expect(reasons(['a', 'b'], {}, { now: 100 })).toEqual([
    ['a', null],
    ['b', 'young'],
  ]);
});
