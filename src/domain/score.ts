import type { VersionChange } from './finding.ts';

/** What a version difference weighs in a dimension's score. */
export const VERSION_WEIGHTS: Readonly<Record<VersionChange, number>> = {
  none: 0,
  patch: 0.1,
  prerelease: 0.2,
  minor: 0.5,
  major: 1,
};

/** `1 − Π(1 − wᵢ)` over the findings' weights (0..1 each): 0 without a finding, never above 1. */
export function score(weights: readonly number[]): number {
  const exact = 1 - weights.reduce((rest, weight) => rest * (1 - weight), 1);
  // 1 − (1 − 0.1) is 0.09999999999999998 in doubles: a threshold of 0.1 must still be met.
  return Math.round(exact * 1e12) / 1e12;
}
