import { defineDimension } from '../dimension.ts';
import { compareBuildCache } from './compare.ts';

export const buildCache = defineDimension({
  id: 'build_cache',
  brief: "Where Go's build cache is, whether Go can use it, and what the last verification found in it",
  collect: async (host) => (await import('./collect.ts')).collectBuildCache(host),
  expect: () => null,
  compare: (_, facts) => compareBuildCache(facts),
  // What is portable is judged by itself, whatever the baseline had; GOCACHEPROG is also a variable of build_env.
  judge: () => null,
});
