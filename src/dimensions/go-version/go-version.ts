import { defineDimension } from '../dimension.ts';
import { compareGoVersionFacts } from './compare.ts';
import { expectGoVersion } from './expectation.ts';
import { judgeGoVersion } from './judge.ts';

export const goVersion = defineDimension({
  id: 'go_version',
  brief: 'Which Go toolchain builds this project',
  collect: async (host) => (await import('./collect.ts')).collectGoVersion(host),
  expect: expectGoVersion,
  compare: compareGoVersionFacts,
  judge: judgeGoVersion,
});
