import { defineDimension } from '../dimension.ts';
import { compareTools } from './compare.ts';
import { expectTools } from './expectation.ts';
import { judgeTool } from './judge.ts';

export const tools = defineDimension({
  id: 'tools',
  brief: 'Which versions of which tools are in PATH, and which Go built them',
  collect: async (...observed) => (await import('./collect.ts')).collectTools(...observed),
  expect: expectTools,
  compare: compareTools,
  judge: judgeTool,
});
