import type { TextEdit } from './text-edit.ts';

/** A file to be written: new, or with an edit. */
export interface PlannedFile {
  /** Absolute. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
  /** Where the file was there before init ever came. */
  readonly edit: TextEdit | null;
  readonly executable: boolean;
  /** Recorded in the clone and not in the project: git's hooks are committed nowhere. */
  readonly inClone: boolean;
}

/** A file that stays as it is although init has something for it. */
export interface KeptFile {
  readonly path: string;
  readonly why: string;
}

export interface InitPlan {
  readonly write: readonly PlannedFile[];
  readonly keep: readonly KeptFile[];
}
