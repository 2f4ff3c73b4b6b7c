import { defineDimension } from '../dimension.ts';

export const context = defineDimension({
  id: 'context',
  brief: 'On which system, from which shell and editor this runs; never a finding',
  collect: async (host) => (await import('./collect.ts')).collectContext(host),
  expect: () => null,
  compare: () => [],
  judge: () => null,
});
