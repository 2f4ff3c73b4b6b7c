import type { TreeIndex } from './tree-index.ts';
import type { WorkerPool } from './worker-pool.ts';

export interface VerifyModulesOptions {
  readonly pool: WorkerPool;
  readonly index: TreeIndex;
  /** What the index says is not believed. */
  readonly full: boolean;
  readonly zips: boolean;
}
