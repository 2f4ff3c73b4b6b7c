import type { Declared, GodebugLine } from '../../domain/declared.ts';
import type { Location } from '../../domain/finding.ts';
import type { Project } from '../../domain/project.ts';

/** A `godebug` line in force, with where it stands. */
export interface GodebugSetting extends Omit<GodebugLine, 'line'> {
  readonly location: Location;
}

export interface BuildExpectation {
  readonly project: Project;
  /** Of go.work in a workspace, else of go.mod; the last of a key counts. */
  readonly godebug: readonly GodebugSetting[];
  /** The `go` line that the defaults follow; null where there is none. */
  readonly goLine: { readonly version: string; readonly location: Location } | null;
}

/** cmd/go/internal/modload: MainModules.Godebugs and GoVersion read go.work instead of go.mod where there is one. */
export function expectBuild(declared: Declared, project: Project): BuildExpectation {
  const { goWorkFile, goModFile } = project;
  const [file, read] =
    goWorkFile !== null && declared.goWork !== null
      ? [goWorkFile, declared.goWork]
      : [goModFile, declared.goMod];
  if (file === null || read === null) return { project, godebug: [], goLine: null };
  const { godebug, go } = read;
  return {
    project,
    godebug: godebug.map(({ key, value, line }) => ({ key, value, location: { file, line } })),
    goLine: go === null ? null : { version: go.version, location: { file, line: go.line } },
  };
}
