import { dirname, join, resolve } from 'node:path';
import type { Declared } from '../../domain/declared.ts';
import { CollectError } from '../../domain/errors.ts';
import type { ListedPackage } from '../../domain/listed-package.ts';
import type { Project } from '../../domain/project.ts';
import type { DirectoryEntry, Host } from '../../host/host.ts';

export interface Sources {
  readonly project: Project;
  readonly declared: Declared;
  readonly packages: readonly ListedPackage[];
  readonly goroot: string;
  readonly gomodcache: string;
}

/** More than this are not signed one by one: the facts are collected anew each time. */
const MAX_DIRECTORIES = 20_000;

/**
 * Records what decides which packages `./...` has and how they are built: each directory that Go walks through
 * (cmd/go/internal/search: MatchDirs), and of each Go file what stands before its first declaration.
 */
export function recordSources(
  host: Host,
  { project, declared, packages, goroot, gomodcache }: Sources,
): void {
  const { goWork } = declared;
  const workDir = project.goWorkFile === null ? null : dirname(project.goWorkFile);
  const members =
    goWork === null || workDir === null ? [] : goWork.use.map(({ dir }) => resolve(workDir, dir));
  const roots = workDir === project.dir ? members : [project.dir];
  const ignored = new Set((declared.goMod?.ignore ?? []).map((path) => path.replace(/\/$/, '')));
  const seen = new Set<string>();
  for (const root of roots) walk(root, root);
  // Of modules elsewhere on this disk only what is used counts; the module cache does not change.
  for (const { Dir: dir, Standard: standard } of packages)
    if (dir !== undefined && standard !== true && !isWithin(dir, gomodcache) && !isWithin(dir, goroot))
      recordDirectory(dir);
  for (const dir of [...members, project.dir, ...(workDir === null ? [] : [workDir])])
    for (const name of ['go.sum', 'go.work.sum', 'vendor/modules.txt']) host.stat(join(dir, name));

  function walk(dir: string, root: string): void {
    if (seen.size >= MAX_DIRECTORIES) {
      host.volatile(`more than ${MAX_DIRECTORIES} directories`);
      return;
    }
    for (const name of recordDirectory(dir)) {
      const path = join(dir, name);
      const skipped =
        /^[._]|^testdata$/.test(name) ||
        (dir === root && name === 'vendor') ||
        ignored.has(name) ||
        ignored.has(`./${path.slice(root.length + 1)}`) ||
        seen.has(path);
      if (!skipped && !entriesOf(path).some((entry) => entry.name === 'go.mod')) walk(path, root);
    }
  }

  /** Where Go may not look either, it says so itself. */
  function entriesOf(dir: string): readonly DirectoryEntry[] {
    try {
      return host.entries(dir) ?? [];
    } catch (cause) {
      if (!(cause instanceof CollectError) || cause.reason !== 'permission') throw cause;
      host.volatile(`${dir} cannot be read`);
      return [];
    }
  }

  /** The names of the directories in it. */
  function recordDirectory(dir: string): readonly string[] {
    if (seen.has(dir)) return [];
    seen.add(dir);
    const entries = entriesOf(dir);
    for (const { name, kind } of entries)
      if (kind !== 'directory' && name.endsWith('.go') && !name.endsWith('_test.go'))
        host.header(join(dir, name));
    return entries.filter(({ kind }) => kind === 'directory').map(({ name }) => name);
  }
}

function isWithin(path: string, dir: string): boolean {
  return dir !== '' && (path === dir || path.startsWith(`${dir}/`));
}
