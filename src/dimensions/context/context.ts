import { defineDimension } from '../dimension.ts';
import { collectContext } from './collect.ts';

export const context = defineDimension({
  id: 'context',
  brief: 'On which system, from which shell and editor this runs; never a finding',
  collect: collectContext,
  expect: () => null,
  compare: () => [],
  judge: () => null,
});
