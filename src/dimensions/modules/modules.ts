import { defineDimension } from '../dimension.ts';
import { compareModules } from './compare.ts';
import { expectModules } from './expectation.ts';
import { judgeModule } from './judge.ts';
import { alignVendoring } from './vendoring.ts';

export const modules = defineDimension({
  id: 'modules',
  brief: 'Which versions of which modules are built, and whether their sums hold',
  collect: async (...observed) => (await import('./collect.ts')).collectModules(...observed),
  expect: expectModules,
  compare: compareModules,
  judge: judgeModule,
  align: alignVendoring,
});
