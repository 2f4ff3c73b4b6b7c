import { dirname, join, resolve } from 'node:path';
import type { GoModReplace, GoWork } from '../domain/declared.ts';
import type { InputProblem } from '../domain/errors.ts';
import { parseGoMod } from '../domain/go-mod.ts';
import type { Host } from './host.ts';

type Files = Pick<Host, 'readText' | 'stat'>;

export interface Workspace {
  readonly file: string;
  readonly goWork: GoWork;
}

/** The `use` lines of a go.work whose directory holds no go.mod. */
export function missingMembers(host: Files, { file, goWork }: Workspace): readonly InputProblem[] {
  return goWork.use
    .filter(({ dir }) => host.stat(join(resolve(dirname(file), dir), 'go.mod')) === null)
    .map(({ dir, line }) => ({
      message: `use ${dir}: there is no go.mod in that directory: restore it, or go work edit -dropuse=${dir}`,
      location: { file, line },
    }));
}

/** The `replace` lines, go.work's first, whose directory holds no go.mod. */
export function missingReplacements(
  host: Files,
  { goModFiles, workspace }: { readonly goModFiles: readonly string[]; readonly workspace: Workspace | null },
): readonly (InputProblem & { readonly path: string })[] {
  const files: readonly { readonly file: string; readonly replace: readonly GoModReplace[] }[] = [
    ...(workspace === null ? [] : [{ file: workspace.file, replace: workspace.goWork.replace }]),
    ...goModFiles.map((file) => ({ file, replace: parseGoMod(host.readText(file) ?? '', file).replace })),
  ];
  return files.flatMap(({ file, replace }) =>
    replace
      .filter(
        ({ newPath, newVersion }) =>
          newVersion === null && host.stat(resolve(dirname(file), newPath, 'go.mod')) === null,
      )
      .map(({ path, newPath, line }) => ({
        path,
        message: `replace ${path} => ${newPath}: there is no go.mod in that directory`,
        location: { file, line },
      })),
  );
}
