import { defineDimension } from '../dimension.ts';
import { compareBuild } from './compare.ts';
import { expectBuild } from './expectation.ts';
import { judgeBuild } from './judge.ts';

export const build = defineDimension({
  id: 'build',
  brief:
    'What a build here comes to: GODEBUG defaults, profile, FIPS module, flags, cgo, and whether Go loads the packages',
  collect: async (...observed) => (await import('./collect.ts')).collectBuild(...observed),
  expect: expectBuild,
  compare: compareBuild,
  judge: judgeBuild,
});
