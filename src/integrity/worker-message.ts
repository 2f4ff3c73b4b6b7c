import type { JobInput, JobKind } from './jobs.ts';
import type { SharedControl } from './worker-control.ts';

export interface WorkerOptions {
  readonly control: SharedControl;
  /** This worker's share. */
  readonly bytesPerSecond: number | null;
  /** Gives way to everything else that wants to run. */
  readonly lowPriority: boolean;
}

export interface JobMessage {
  readonly id: number;
  readonly kind: JobKind;
  readonly input: JobInput<JobKind>;
}

export type ResultMessage =
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly error: unknown };
