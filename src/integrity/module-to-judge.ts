import type { GoSums } from '../domain/go-sum.ts';

export interface ModuleToJudge {
  readonly path: string;
  readonly version: string;
  readonly required: boolean;
  /** A vendor directory stands for it. */
  readonly vendored: boolean;
  readonly gomodcache: string;
  readonly sums: GoSums;
  readonly sumFile: string;
}
