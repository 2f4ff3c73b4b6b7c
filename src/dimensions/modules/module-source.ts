import { dirname, join, resolve } from 'node:path';
import type { GoWork } from '../../domain/declared.ts';
import { InputError, inputError } from '../../domain/errors.ts';
import type { Project } from '../../domain/project.ts';
import type { Host } from '../../host/host.ts';
import { missingMembers } from '../../host/missing-directories.ts';

/** Which files decide a project's build list. Paths are absolute. */
export interface ModuleSource {
  /** The module's go.mod (or what `-modfile` names), or the go.mod of every workspace member. */
  readonly goModFiles: readonly string[];
  /** The file that Go would write to comes first. */
  readonly sumFiles: readonly string[];
  /** Where `vendor` would stand. */
  readonly root: string;
  readonly workspace: { readonly file: string; readonly goWork: GoWork } | null;
  /** `-modfile`; null where go.mod itself is used. */
  readonly modFile: string | null;
}

/** Throws InputError for each workspace member that is not there, at its `use` line. */
export function moduleSource(
  host: Host,
  project: Project,
  goWork: GoWork | null,
  flags: ReadonlyMap<string, string>,
): ModuleSource {
  const flag = flags.get('modfile');
  const modFile = flag === undefined ? null : resolve(project.dir, flag);
  if (project.goWorkFile !== null && goWork !== null)
    return workspaceSource(host, project.goWorkFile, goWork, modFile);
  const goModFile = project.goModFile ?? join(project.dir, 'go.mod');
  return {
    goModFiles: [modFile ?? goModFile],
    sumFiles: [(modFile ?? goModFile).replace(/\.mod$/, '.sum')],
    root: dirname(goModFile),
    workspace: null,
    modFile,
  };
}

function workspaceSource(host: Host, file: string, goWork: GoWork, modFile: string | null): ModuleSource {
  const root = dirname(file);
  const goModFiles = goWork.use.map(({ dir }) => join(resolve(root, dir), 'go.mod'));
  const missing = missingMembers(host, { file, goWork });
  if (missing.length > 0) throw new InputError(missing);
  if (goModFiles.length === 0) throw inputError('no module is used: go work use DIR', file);
  return {
    goModFiles,
    sumFiles: [join(root, 'go.work.sum'), ...goModFiles.map((goMod) => join(dirname(goMod), 'go.sum'))],
    root,
    workspace: { file, goWork },
    modFile,
  };
}
