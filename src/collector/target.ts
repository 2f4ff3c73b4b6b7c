/** A project to watch, before anything is known of it. */
export interface Target {
  /** Absolute. */
  readonly dir: string;
  /** Instead of the name that the project gives itself. */
  readonly name: string | null;
  /** Holds the environment that the project is observed with (absolute); null: the collector's own. */
  readonly envFile: string | null;
}

/** What tells targets apart: one directory may be watched with several environments. */
export function targetId({ dir, envFile }: Target): string {
  return envFile === null ? dir : `${dir}\0${envFile}`;
}
