import { join, resolve } from 'node:path';
import type { Declared } from '../../domain/declared.ts';
import { InputError } from '../../domain/errors.ts';
import type { Project } from '../../domain/project.ts';
import type { Host } from '../../host/host.ts';
import type { PackageListing } from '../../host/list-packages.ts';
import { missingMembers, missingReplacements } from '../../host/missing-directories.ts';

const SAYS_SO =
  /replacement directory \S+ does not exist|\(replaced by |cannot load module \S+ listed in go\.work file: open/;

/** A directory that a `use` or `replace` line names and that is gone is a mistake in that file: InputError, at its line. */
export function throwMissingDirectories(
  host: Host,
  {
    project,
    declared,
    listing,
  }: { readonly project: Project; readonly declared: Declared; readonly listing: PackageListing },
): void {
  const said = [listing.failure ?? '', ...listing.packages.map(({ Error: error }) => error?.Err ?? '')];
  if (!said.some((text) => SAYS_SO.test(text))) return;
  const { goWorkFile: file, goModFile } = project;
  const { goWork } = declared;
  const workspace = file === null || goWork === null ? null : { file, goWork };
  const members = workspace === null ? [] : missingMembers(host, workspace);
  if (members.length > 0) throw new InputError(members);
  const goModFiles =
    workspace === null
      ? [goModFile ?? join(project.dir, 'go.mod')]
      : workspace.goWork.use.map(({ dir }) => join(resolve(workspace.file, '..', dir), 'go.mod'));
  const missing = missingReplacements(host, { goModFiles, workspace }).filter(({ path }) =>
    said.some((text) => SAYS_SO.test(text) && text.includes(path)),
  );
  if (missing.length > 0)
    throw new InputError(missing.map(({ message, location }) => ({ message, location })));
}
