import { dirname, isAbsolute, join } from 'node:path';
import { inputError } from '../domain/errors.ts';
import type { Host } from '../host/host.ts';

/** Where a project's files are, before its name is known. */
export type ProjectFiles = {
  readonly dir: string;
  readonly goModFile: string | null;
  readonly goWorkFile: string | null;
};

/**
 * Finds the module or workspace that Go would build in `dir` (absolute), as Go does: the nearest go.mod upwards
 * (cmd/go/internal/modload: findModuleRoot), and the go.work of GOWORK or the nearest one (FindGoWork). Throws
 * InputError where there is neither.
 */
export function findProject(host: Host, dir: string): ProjectFiles {
  if (host.stat(dir)?.kind !== 'directory') throw inputError('there is no such directory', dir);
  const goModFile = nearest(host, dir, 'go.mod');
  const goWorkFile = workspaceFile(host, dir);
  if (goModFile !== null) return { dir: dirname(goModFile), goModFile, goWorkFile };
  if (goWorkFile !== null) return { dir: dirname(goWorkFile), goModFile, goWorkFile };
  throw inputError('there is no go.mod or go.work here or in any directory above: this is no Go module', dir);
}

/** With a GOWORK that Go refuses there is no workspace; that Go refuses is a finding of build_env. */
function workspaceFile(host: Host, dir: string): string | null {
  const gowork = host.go.configured('GOWORK')?.value ?? '';
  if (gowork === '' || gowork === 'auto') return nearest(host, dir, 'go.work');
  return isAbsolute(gowork) && host.stat(gowork)?.kind === 'file' ? gowork : null;
}

/** The file of that name in `dir` or the nearest directory above it. */
export function nearest(host: Host, dir: string, name: string, root?: string): string | null {
  for (let at = dir; ; at = dirname(at)) {
    const file = join(at, name);
    if (host.stat(file)?.kind === 'file') return file;
    if (at === root || at === dirname(at)) return null;
  }
}
