import { defineDimension } from '../dimension.ts';
import { collectBuildEnv } from './collect.ts';
import { compareBuildEnv } from './compare.ts';
import { expectBuildEnv } from './expectation.ts';
import { judgeBuildEnv } from './judge.ts';

export const buildEnv = defineDimension({
  id: 'build_env',
  brief: 'The variables, the SDK root and the C compiler that a build uses, checked together',
  collect: collectBuildEnv,
  expect: expectBuildEnv,
  compare: compareBuildEnv,
  judge: judgeBuildEnv,
});
