import { CollectError } from '../../domain/errors.ts';

export interface ListedModule {
  readonly path: string;
  /** '' for a main module. */
  readonly version: string;
  readonly main: boolean;
  /** No main module requires it itself. */
  readonly indirect: boolean;
  /** `version` '': `path` is a directory, as Go prints it. */
  readonly replace: { readonly path: string; readonly version: string } | null;
}

/** Template of `go list -m -f`: a module a line. Every version of Go prints it, and JSON would be ten times as long. */
export const BUILD_LIST_FORMAT =
  '{{.Path}}\t{{.Version}}\t{{if .Main}}main{{end}}\t{{if .Indirect}}indirect{{end}}\t{{with .Replace}}=>\t{{.Version}}\t{{.Path}}{{end}}';

/** Reads what `go list -m -f BUILD_LIST_FORMAT all` prints. Throws CollectError `invalid_output`. */
export function parseBuildList(stdout: string): readonly ListedModule[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [path, version, main, indirect, arrow, newVersion, ...newPath] = line.split('\t');
      if (path === undefined || path === '' || version === undefined || arrow === undefined) {
        throw new CollectError(
          'invalid_output',
          `go list -m printed a line that names no module: ${line.slice(0, 200)}`,
        );
      }
      return {
        path,
        version,
        main: main === 'main',
        indirect: indirect === 'indirect',
        replace: arrow === '=>' ? { path: newPath.join('\t'), version: newVersion ?? '' } : null,
      };
    });
}
