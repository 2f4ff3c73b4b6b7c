/** A watched Go module or workspace. Paths are absolute. */
export interface Project {
  /** godrift.yaml's `project`, else the module path, else the directory's name. */
  readonly name: string;
  readonly dir: string;
  /** The project's own go.mod; null for a workspace directory without one. */
  readonly goModFile: string | null;
  /** The go.work in force (`GOWORK`, or found upwards); null outside a workspace or with `GOWORK=off`. */
  readonly goWorkFile: string | null;
}
