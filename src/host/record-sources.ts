import { dirname, join, resolve } from 'node:path';
import type { Declared } from '../domain/declared.ts';
import { CollectError } from '../domain/errors.ts';
import { isWithin } from '../domain/is-within.ts';
import type { ListedPackage } from '../domain/listed-package.ts';
import type { Project } from '../domain/project.ts';
import type { Host } from './host.ts';
import type { PackageEntry } from './inputs.ts';

export interface Tree {
  readonly project: Project;
  readonly declared: Pick<Declared, 'goMod' | 'goWork'>;
}

export interface RecordedTree {
  /** What `./...` looks into. */
  readonly directories: ReadonlySet<string>;
  /** The Go files in them that have `//go:debug` lines. */
  readonly withDirectives: ReadonlySet<string>;
}

export interface Used {
  /** What is recorded already. */
  readonly tree: RecordedTree;
  readonly packages: readonly ListedPackage[];
  readonly goroot: string;
  readonly gomodcache: string;
}

type SourceHost = Pick<Host, 'header' | 'list' | 'packageEntries' | 'readText' | 'stat' | 'volatile'>;

/** More than this are not signed one by one: the facts are collected anew each time. */
const MAX_DIRECTORIES = 20_000;

/**
 * Records what decides which packages `./...` has and how they are built: each directory that Go walks through
 * (cmd/go/internal/search: MatchDirs), and of each Go file what stands before its first declaration.
 */
export function recordTree(host: SourceHost, { project, declared }: Tree): RecordedTree {
  const workDir = project.goWorkFile === null ? null : dirname(project.goWorkFile);
  const members =
    workDir === null ? [] : (declared.goWork?.use ?? []).map(({ dir }) => resolve(workDir, dir));
  const ignored = new Set((declared.goMod?.ignore ?? []).map((path) => path.replace(/\/$/, '')));
  const seen = new Set<string>();
  const withDirectives = new Set<string>();
  const roots = workDir === project.dir ? members : [project.dir];
  for (const root of roots) walk(root, root);
  // A package of a module in a directory of its own is not known before it is there.
  const walked = new Set(seen);
  for (const { file, replace } of replacementLines(project, declared))
    for (const { newPath, newVersion } of replace)
      if (newVersion === null) walk(resolve(dirname(file), newPath), resolve(dirname(file), newPath));
  for (const dir of [...members, project.dir, ...(workDir === null ? [] : [workDir])])
    for (const name of ['go.sum', 'go.work.sum', 'vendor/modules.txt']) host.stat(join(dir, name));
  return { directories: walked, withDirectives };

  function walk(dir: string, root: string): void {
    if (seen.size >= MAX_DIRECTORIES) {
      host.volatile(`more than ${MAX_DIRECTORIES} directories`);
      return;
    }
    if (seen.has(dir)) return;
    seen.add(dir);
    const entries = recordDirectory(host, dir, withDirectives);
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

function replacementLines({ goModFile, goWorkFile }: Project, { goMod, goWork }: Tree['declared']) {
  return [
    ...(goModFile === null || goMod === null ? [] : [{ file: goModFile, replace: goMod.replace }]),
    ...(goWorkFile === null || goWork === null ? [] : [{ file: goWorkFile, replace: goWork.replace }]),
  ];
}

/** Of modules elsewhere on this disk only what is used counts; the module cache does not change. */
export function recordPackages(host: SourceHost, { tree, packages, goroot, gomodcache }: Used): void {
  for (const { Dir: dir, Standard: standard, EmbedPatterns: patterns = [] } of packages) {
    if (dir === undefined || standard === true || isWithin(dir, goroot)) continue;
    if (gomodcache !== '' && isWithin(dir, gomodcache)) continue;
    if (!tree.directories.has(dir)) recordDirectory(host, dir, new Set());
    // Which files are there to be embedded, as far as no wildcard stands before.
    for (const pattern of patterns)
      listed(host, join(dir, dirname(pattern.replace(/^all:/, '').replace(/[*?[].*$/, 'x'))));
  }
}

/** What Go reads because GOFLAGS says so: another go.mod, and files in the place of others. */
export function recordFlagFiles(
  host: SourceHost,
  { dir }: Project,
  flags: ReadonlyMap<string, string>,
): void {
  const modFile = flags.get('modfile');
  if (modFile !== undefined)
    for (const name of [modFile, modFile.replace(/\.mod$/, '.sum')]) host.stat(resolve(dir, name));
  const overlay = flags.get('overlay');
  const text = overlay === undefined ? null : host.readText(resolve(dir, overlay));
  for (const [, file = ''] of (text ?? '').matchAll(/:\s*"((?:[^"\\]|\\.)+)"/g))
    host.stat(resolve(dir, file.replaceAll('\\', '')));
}

/** Where Go may not look, it says so itself. */
function listed(host: SourceHost, dir: string): void {
  try {
    host.list(dir);
  } catch (cause) {
    if (!(cause instanceof CollectError) || cause.reason !== 'permission') throw cause;
  }
}

function recordDirectory(
  host: SourceHost,
  dir: string,
  withDirectives: Set<string>,
): readonly PackageEntry[] {
  const entries = entriesOf(host, dir);
  for (const { name, kind } of entries) {
    if (kind === 'directory' || !name.endsWith('.go')) continue;
    const file = join(dir, name);
    if (host.header(file)?.includes('//go:debug')) withDirectives.add(file);
  }
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
