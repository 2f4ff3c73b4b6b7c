/**
 * What is wrong with a file of a GOCACHE. `content`: it is not what its name says. `format`: no entry of Go's. `size`: the entry
 * says another size than its output has. `redirected`: the entry names the output of another action. `changed`: Go wrote the entry
 * anew with another output, which its actions do not have. `executable`: a program's directory holds not exactly one file.
 */
export type CacheFindingKind = 'content' | 'format' | 'size' | 'redirected' | 'changed' | 'executable';

export interface CacheFinding {
  readonly kind: CacheFindingKind;
  /** Absolute. */
  readonly path: string;
  readonly expected: string | null;
  readonly actual: string | null;
  /** What the next `go build` that needs it does. */
  readonly effect: string;
  readonly fix: string;
  /** `go1.26.8`, as the archive says. */
  readonly goVersion: string | null;
  readonly platform: string | null;
  /** The import path of the package that was compiled. */
  readonly package: string | null;
  readonly buildId: string | null;
}

export interface CacheProblem {
  /** Below the GOCACHE. */
  readonly name: string;
  readonly kind: string;
  readonly errno: string;
}

/** Archives of one Go for one platform. */
export interface BuilderShare {
  readonly goVersion: string;
  readonly platform: string;
  readonly archives: number;
  readonly sizeBytes: number;
}

export interface BuildCacheReport {
  readonly root: string;
  /** ms since the epoch */
  readonly verifiedAt: number;
  readonly durationMs: number;
  readonly full: boolean;
  /** Entries (`-a`) and outputs (`-d`) by what was found. */
  readonly entries: { readonly ok: number; readonly corrupt: number; readonly unverified: number };
  readonly actions: number;
  readonly outputs: number;
  readonly executables: number;
  readonly sizeBytes: number;
  readonly filesRead: number;
  readonly bytesRead: number;
  /** Entries whose output was deleted, as trimming does: Go builds it again. */
  readonly missingOutputs: number;
  /** Empty entries, and outputs that no entry names and that are not whole: a build that was killed leaves them, Go does not use them. */
  readonly leftOver: readonly string[];
  /** Entries that Go wrote anew with another output, as it does for test results. */
  readonly remade: number;
  /** What a build still wrote to. */
  readonly busy: number;
  /** Below the GOCACHE, and none of Go's files. */
  readonly foreign: readonly string[];
  readonly builders: readonly BuilderShare[];
  /** When an entry was last used, to an hour, ms since the epoch; null for an empty cache. */
  readonly oldestUse: number | null;
  readonly newestUse: number | null;
  readonly findings: readonly CacheFinding[];
  readonly problems: readonly CacheProblem[];
}
