import type { DimensionState } from './state.ts';

/** What is known of a dimension of which nothing is: its id, reason and message are to be added. */
export const UNKNOWN_DIMENSION: Omit<DimensionState, 'id' | 'reason' | 'message'> = {
  state: 'unknown',
  fix: null,
  fingerprint: null,
  entries: 0,
  changed: 0,
  changeRatio: 0,
  score: 0,
  durationMs: 0,
  facts: null,
  findings: [],
};
