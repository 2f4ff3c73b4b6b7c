import { dirname, join, resolve } from 'node:path';
import type { Declared } from '../domain/declared.ts';
import { CollectError } from '../domain/errors.ts';
import type { ListedPackage } from '../domain/listed-package.ts';
import type { Project } from '../domain/project.ts';
import type { Host } from './host.ts';
import type { PackageEntry } from './inputs.ts';

export interface Tree {
  readonly project: Project;
  readonly declared: Pick<Declared, 'goMod' | 'goWork'>;
}

export interface Used {
  readonly packages: readonly ListedPackage[];
  readonly goroot: string;
  readonly gomodcache: string;
}

type SourceHost = Pick<Host, 'header' | 'packageEntries' | 'stat' | 'volatile'>;

/** More than this are not signed one by one: the facts are collected anew each time. */
const MAX_DIRECTORIES = 20_000;

/**
 * Records what decides which packages `./...` has and how they are built: each directory that Go walks through
 * (cmd/go/internal/search: MatchDirs), and of each Go file what stands before its first declaration. Returns the directories.
 */
export function recordTree(host: SourceHost, { project, declared }: Tree): ReadonlySet<string> {
  const workDir = project.goWorkFile === null ? null : dirname(project.goWorkFile);
  const members =
    workDir === null ? [] : (declared.goWork?.use ?? []).map(({ dir }) => resolve(workDir, dir));
  const ignored = new Set((declared.goMod?.ignore ?? []).map((path) => path.replace(/\/$/, '')));
  const seen = new Set<string>();
  for (const root of workDir === project.dir ? members : [project.dir]) walk(root, root);
  for (const dir of [...members, project.dir, ...(workDir === null ? [] : [workDir])])
    for (const name of ['go.sum', 'go.work.sum', 'vendor/modules.txt']) host.stat(join(dir, name));
  return seen;

  function walk(dir: string, root: string): void {
    if (seen.size >= MAX_DIRECTORIES) {
      host.volatile(`more than ${MAX_DIRECTORIES} directories`);
      return;
    }
    if (seen.has(dir)) return;
    seen.add(dir);
    const entries = recordDirectory(host, dir);
    if (dir !== root && entries.some(({ name }) => name === 'go.mod')) {
      // Another module: Go does not look into it.
      seen.delete(dir);
      return;
    }
    for (const { name, kind } of entries) {
      const path = join(dir, name);
      const skipped =
        (dir === root && name === 'vendor') ||
        ignored.has(name) ||
        ignored.has(`./${path.slice(root.length + 1)}`);
      if (kind === 'directory' && !skipped) walk(path, root);
    }
  }
}

/** Of modules elsewhere on this disk only what is used counts; the module cache does not change. */
export function recordPackages(host: SourceHost, { packages, goroot, gomodcache }: Used): void {
  for (const { Dir: dir, Standard: standard } of packages)
    if (dir !== undefined && standard !== true && !isWithin(dir, gomodcache) && !isWithin(dir, goroot))
      recordDirectory(host, dir);
}

function recordDirectory(host: SourceHost, dir: string): readonly PackageEntry[] {
  const entries = entriesOf(host, dir);
  for (const { name, kind } of entries)
    if (kind !== 'directory' && name.endsWith('.go')) host.header(join(dir, name));
  return entries;
}

/** Where Go may not look either, it says so itself. */
function entriesOf(host: SourceHost, dir: string): readonly PackageEntry[] {
  try {
    return host.packageEntries(dir) ?? [];
  } catch (cause) {
    if (!(cause instanceof CollectError) || cause.reason !== 'permission') throw cause;
    host.volatile(`${dir} cannot be read`);
    return [];
  }
}

function isWithin(path: string, dir: string): boolean {
  return dir !== '' && (path === dir || path.startsWith(`${dir}/`));
}
