import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Declared } from '../../domain/declared.ts';
import { moduleDirectory } from '../../domain/module-cache.ts';
import type { Project } from '../../domain/project.ts';
import { readGoSettings } from '../../host/go-settings.ts';
import type { Host } from '../../host/host.ts';

type Env = Readonly<Record<string, string>>;
type Local = Readonly<Record<string, string>>;

/** What of the directories and files that Go uses keeps it from building, beside what `go env` refuses. */
export function observePlaces(
  host: Host,
  {
    env,
    project,
    declared,
    refused,
  }: {
    readonly env: Env;
    readonly project: Project;
    readonly declared: Declared;
    readonly refused: ReadonlySet<string>;
  },
): Local {
  return {
    ...observeTempDir(host, refused),
    ...observeEnvFile(host),
    ...observeModuleCache(host, env.GOMODCACHE ?? '', project, declared),
  };
}

/**
 * Where Go builds: GOTMPDIR, else os.TempDir. `go env -json` makes a directory there and so refuses one that is missing, a file or
 * read-only; that nothing more can be written, or nothing started, only a build finds out (tried with 1.20.14, 1.23.12, 1.27.4).
 */
function observeTempDir(host: Host, refused: ReadonlySet<string>): Local {
  const own = refused.has('GOTMPDIR') ? '' : (host.go.configured('GOTMPDIR')?.value ?? '');
  const name = own === '' ? 'TMPDIR' : 'GOTMPDIR';
  const dir = own || (refused.has('TMPDIR') ? '' : (host.env.TMPDIR ?? '')) || '/tmp';
  if (host.platform === 'win32' || !isAbsolute(dir)) return {};
  const { full, noexec } = host.volume(dir);
  return { ...(full ? { [`full.${name}`]: dir } : {}), ...(noexec ? { [`noexec.${name}`]: dir } : {}) };
}

function observeEnvFile(host: Host): Local {
  const { file, unread } = readGoSettings(host);
  return file === null || unread === null ? {} : { 'GOENV.unread': `${file}, ${unread}` };
}

/** Go uses a module cache that it cannot write, until a module is missing from it (tried with 1.20.14 and 1.27.4). */
function observeModuleCache(host: Host, cache: string, project: Project, declared: Declared): Local {
  if (!isAbsolute(cache)) return {};
  const isVendored = host.stat(join(project.dir, 'vendor/modules.txt')) !== null;
  const needed = isVendored ? [] : neededModules(declared);
  const kind = kindOf(host, cache);
  if (kind === 'file' || kind === 'other')
    return {
      [needed.length > 0 ? 'refused.GOMODCACHE' : 'GOMODCACHE.unusable']:
        `could not create module cache: ${JSON.stringify(cache)} is not a directory`,
    };
  const places = [cache, join(cache, 'cache'), join(cache, 'cache/download')];
  const closed = places.find((place) => !canMake(host, place));
  if (closed === undefined) return {};
  const missing = needed.find((directory) => kindOf(host, join(cache, directory)) === null);
  if (missing === undefined) return {};
  host.volatile('the module cache is not writable, and modules are missing from it');
  const { readOnly, owned } = host.volume(nearest(host, closed));
  const why = readOnly ? 'read-only file system' : 'permission denied';
  return {
    'refused.GOMODCACHE': `writing go.mod cache: mkdir ${join(cache, 'cache')}: ${why} (${missing} is not in it)`,
    ...(!readOnly && !owned && nearest(host, closed).startsWith(cache) ? { 'GOMODCACHE.owner': cache } : {}),
  };
}

/** Of the direct modules the directories below GOMODCACHE: a build needs those whatever else it prunes. */
function neededModules({ goMod }: Declared): readonly string[] {
  const replaced = new Set(goMod?.replace.map(({ path }) => path));
  return (goMod?.require ?? [])
    .filter(({ indirect, path }) => !indirect && !replaced.has(path))
    .map(({ path, version }) => moduleDirectory(path, version));
}

function canMake(host: Host, dir: string): boolean {
  return host.canWrite(nearest(host, dir));
}

/** The directory, or the first above it that is there. */
function nearest(host: Host, dir: string): string {
  for (let place = resolve(dir); ; place = dirname(place))
    if (kindOf(host, place) !== null || place === dirname(place)) return place;
}

/** Null also for what a closed directory hides. */
function kindOf(host: Host, path: string): 'file' | 'directory' | 'other' | null {
  try {
    return host.stat(path)?.kind ?? null;
  } catch {
    return null;
  }
}
