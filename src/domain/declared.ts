import type { DimensionId } from './dimension-id.ts';
import type { InputProblem } from './errors.ts';
import type { Acceptance, Location } from './finding.ts';
import type { VersionRequirement } from './version-text.ts';

/** Who may declare a Go version, most exact first. The baseline stands between `toolchain` and `go` lines. */
export type VersionSource =
  | 'godrift.yaml'
  | '.go-version'
  | '.tool-versions'
  | 'mise.toml'
  | 'go.work'
  | 'go.mod';

export interface VersionDeclaration extends VersionRequirement {
  readonly source: VersionSource;
  /** `exact`: this version at the precision written; `toolchain`: a toolchain line; `go`: a floor. */
  readonly kind: 'exact' | 'toolchain' | 'go';
  readonly location: Location;
  /** What its tool falls back to, in order: each meets the declaration too. */
  readonly fallbacks?: readonly VersionRequirement[];
}

/** A version file that names no version: `stable`, `system`, `ref:…`. */
export interface UnversionedDeclaration {
  readonly source: VersionSource;
  /** As written. */
  readonly text: string;
  readonly location: Location;
}

export interface GoModRequire {
  readonly path: string;
  readonly version: string;
  readonly indirect: boolean;
  readonly line: number;
}

export interface GoModReplace {
  readonly path: string;
  /** null: every version. */
  readonly version: string | null;
  readonly newPath: string;
  /** null: `newPath` is a directory, absolute or relative to the file. */
  readonly newVersion: string | null;
  readonly line: number;
}

/** A `godebug` setting of a go.mod or go.work, or a `//go:debug` line of a package. */
export interface GodebugLine {
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

/** A version at a line; `version` without the `go` prefix, `default` for `toolchain default`. */
export interface VersionLine {
  readonly version: string;
  readonly line: number;
}

export interface GoMod {
  readonly module: string | null;
  readonly go: VersionLine | null;
  readonly toolchain: VersionLine | null;
  readonly require: readonly GoModRequire[];
  readonly replace: readonly GoModReplace[];
  /** Package paths of `tool` directives (Go 1.24). */
  readonly tool: readonly { readonly path: string; readonly line: number }[];
  readonly godebug: readonly GodebugLine[];
  /** Paths of `ignore` directives (Go 1.25), as written. */
  readonly ignore: readonly string[];
  /** The first Go that knows every directive, and the line that needs it; absent where every Go since modules does. */
  readonly oldest?: VersionLine;
}

export interface GoWork {
  readonly go: VersionLine | null;
  readonly toolchain: VersionLine | null;
  /** Directories as written, relative to the file or absolute. */
  readonly use: readonly { readonly dir: string; readonly line: number }[];
  readonly replace: readonly GoModReplace[];
  /** In a workspace those of go.mod files do not count. */
  readonly godebug: readonly GodebugLine[];
}

/** `godrift.yaml`, validated. */
export interface ProjectConfig {
  readonly project?: string | undefined;
  readonly go?: string | undefined;
  /** `minimum`: `go` and `toolchain` lines are minimums, and a newer Go is in sync. Default: `exact`. */
  readonly goLine?: 'exact' | 'minimum' | undefined;
  readonly env: {
    readonly required: readonly string[];
    readonly expect: Readonly<Record<string, string>>;
    readonly allow: readonly string[];
  };
  readonly tools: Readonly<Record<string, string>>;
}

export interface AcceptedFinding extends Acceptance {
  /** `<dimension>.<key>` */
  readonly finding: string;
}

/** A mistake in a file that one dimension needs: only that dimension is unknown. */
export interface DeclaredProblem extends InputProblem {
  readonly dimension: DimensionId;
}

/** All that a project's files declare; data, nothing in it is executed. */
export interface Declared {
  /** The most exact first. A `toolchain` line of go.mod is not among them where a go.work decides. */
  readonly versions: readonly VersionDeclaration[];
  /** Version files that declare nothing. */
  readonly unversioned: readonly UnversionedDeclaration[];
  readonly problems: readonly DeclaredProblem[];
  readonly goMod: GoMod | null;
  readonly goWork: GoWork | null;
  readonly config: ProjectConfig;
  /** Absolute path and line of each `godrift.yaml` entry by its dotted path (`tools.gopls`), for findings' locations. */
  readonly configLocations: Readonly<Record<string, Location>>;
  readonly accepted: readonly AcceptedFinding[];
}
