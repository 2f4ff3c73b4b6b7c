import { defineDimension } from '../dimension.ts';
import { collectModules } from './collect.ts';
import { compareModules } from './compare.ts';
import { expectModules } from './expectation.ts';
import { judgeModule } from './judge.ts';

export const modules = defineDimension({
  id: 'modules',
  brief: 'Which versions of which modules are built, and whether their sums hold',
  collect: collectModules,
  expect: expectModules,
  compare: compareModules,
  judge: judgeModule,
});
