import { getAsset, isSea } from 'node:sea';

declare const __GODRIFT_VERSION__: string | undefined;

/** The worker's file, or its code where everything is in one executable. */
export interface WorkerEntry {
  readonly source: string | URL;
  /** `source` is code. */
  readonly eval: boolean;
}

/** Name of the worker's bundle beside the others, and of the asset in a single executable application. */
const BUNDLE = 'integrity-worker.cjs';

export function workerEntry(): WorkerEntry {
  if (isSea()) return { source: getAsset(BUNDLE, 'utf8'), eval: true };
  const file = typeof __GODRIFT_VERSION__ === 'undefined' ? './integrity-worker.ts' : `./${BUNDLE}`;
  return { source: new URL(file, import.meta.url), eval: false };
}
