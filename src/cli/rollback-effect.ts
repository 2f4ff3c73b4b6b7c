/** What a finished rollback means for the environment that asked for it. */
export interface RollbackEffect {
  /** Go itself, in this environment, says what was wanted. */
  readonly verified: boolean;
  /** Commands that are started from this environment get it. */
  readonly inForce: boolean;
  /** Shell code that brings it into force; null where nothing is missing, or where code cannot. */
  readonly export: string | null;
  /** Why it is not in force, for people; null where it is. */
  readonly why: string | null;
  /** What keeps `go` from starting in this environment, and how to take it back; a line each. */
  readonly refusals: readonly string[];
  /** Added to what people are told. */
  readonly notes: readonly string[];
  /** Of `--to previous`: the earlier content, or only the earlier version; null for any other target. */
  readonly restored: 'content' | 'version' | null;
}

export const IN_FORCE: RollbackEffect = {
  verified: true,
  inForce: true,
  export: null,
  why: null,
  refusals: [],
  notes: [],
  restored: null,
};
