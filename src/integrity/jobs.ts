import { type HashedTree, type HashTreeOptions, hashTree } from './hash-tree.ts';
import type { Meter } from './worker-control.ts';

/** What a worker can be asked to do: each a pure message in, a pure message out. */
export const JOBS = {
  tree: (input: Omit<HashTreeOptions, 'meter' | 'skip'>, meter: Meter): HashedTree =>
    hashTree({ ...input, meter }),
} as const satisfies Readonly<Record<string, (input: never, meter: Meter) => unknown>>;

export type JobKind = keyof typeof JOBS;
export type JobInput<Kind extends JobKind> = Parameters<(typeof JOBS)[Kind]>[0];
export type JobOutput<Kind extends JobKind> = Awaited<ReturnType<(typeof JOBS)[Kind]>>;
