import { defineDimension } from '../dimension.ts';
import { compareBuildEnv } from './compare.ts';
import { expectBuildEnv } from './expectation.ts';
import { judgeBuildEnv } from './judge.ts';

export const buildEnv = defineDimension({
  id: 'build_env',
  brief: 'The variables, the SDK root and the C compiler that a build uses, checked together',
  collect: async (...observed) => (await import('./collect.ts')).collectBuildEnv(...observed),
  expect: expectBuildEnv,
  compare: compareBuildEnv,
  judge: judgeBuildEnv,
});
