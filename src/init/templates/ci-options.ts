/** What CI jobs are made of. */
export interface CiOptions {
  /** The project in its repository; '' for the root. */
  readonly dir: string;
  /** godrift's own. */
  readonly version: string;
  readonly slug: string;
  /** The file that says which Go to install (from the repository's root), else that version. */
  readonly goVersion: { readonly file: string } | { readonly version: string };
  /** A tag of Go's container image: a version at most as exact as it is declared. */
  readonly image: string;
  readonly vendored: boolean;
}

/** What any two machines that build the same project have in common. */
export const CI_DIMENSIONS = 'go_version,modules';
export const CRON = '23 5 * * *';
export const NODE_MAJOR = '24';
export const NODE_VERSION = '24.21.0';
export const DOWNLOAD_MODULES = 'go mod download';
export const INSTALL_FALLBACK = 'godrift could not be installed: only the Go version is checked';
