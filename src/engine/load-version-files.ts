import { dirname, join } from 'node:path';
import type {
  DeclaredProblem,
  UnversionedDeclaration,
  VersionDeclaration,
  VersionSource,
} from '../domain/declared.ts';
import { CollectError, InputError, type InputProblem, inputError } from '../domain/errors.ts';
import type { WrittenVersion } from '../domain/version-files/written-version.ts';
import type { Host } from '../host/host.ts';
import { miseFiles } from './mise-files.ts';

export interface VersionFiles {
  readonly versions: readonly VersionDeclaration[];
  readonly unversioned: readonly UnversionedDeclaration[];
  readonly problems: readonly DeclaredProblem[];
}

/** One kind of version file, with a reader that is loaded only where there is such a file. */
interface VersionFile {
  readonly source: VersionSource;
  /** The files of one directory that are there, the strongest first. */
  readonly files: (host: Host, dir: string) => readonly string[];
  /** Where Go's versions are in a text; empty where it says nothing of Go. */
  readonly read: (text: string, file: string, host: Host) => Promise<readonly WrittenVersion[]>;
}

const VERSION_FILES: readonly VersionFile[] = [
  {
    source: '.go-version',
    files: (host, dir) => named(host, dir, '.go-version'),
    read: async (text, file) =>
      (await import('../domain/version-files/go-version-file.ts')).goVersionFile(text, file),
  },
  {
    source: '.tool-versions',
    files: (host, dir) => named(host, dir, '.tool-versions'),
    read: async (text, file) =>
      (await import('../domain/version-files/tool-versions.ts')).toolVersions(text, file),
  },
  {
    source: 'mise.toml',
    files: miseFiles,
    read: async (text, file, host) =>
      (await import('../domain/version-files/mise-toml.ts')).miseToml(text, file, host),
  },
];

/**
 * What the version files of a project declare: of each kind, the strongest file in the nearest directory that says
 * something of Go, from `dir` up to `root`. What is wrong in one makes only `go_version` unknown.
 */
export async function loadVersionFiles(host: Host, dir: string, root: string): Promise<VersionFiles> {
  const versions: VersionDeclaration[] = [];
  const unversioned: UnversionedDeclaration[] = [];
  const problems: InputProblem[] = [];
  for (const kind of VERSION_FILES) {
    try {
      const found = await strongest(host, kind, dir, root);
      if (found === null) continue;
      const { declareVersion } = await import('../domain/declare-version.ts');
      const declaration = await declareVersion(kind.source, found.written, found.file);
      if ('version' in declaration) versions.push(declaration);
      else unversioned.push(declaration);
    } catch (cause) {
      problems.push(...problemsOf(cause));
    }
  }
  return {
    versions,
    unversioned,
    problems: problems.map((problem) => ({ ...problem, dimension: 'go_version' })),
  };
}

async function strongest(host: Host, { files, read }: VersionFile, dir: string, root: string) {
  for (let at = dir; ; at = dirname(at)) {
    for (const file of files(host, at)) {
      const written = await read(textOf(host, file), file, host);
      if (written.length > 0) return { file, written };
    }
    if (at === root || at === dirname(at)) return null;
  }
}

function textOf(host: Host, file: string): string {
  try {
    return host.readText(file) ?? '';
  } catch (cause) {
    if (cause instanceof CollectError) throw inputError('cannot be read', file);
    throw cause;
  }
}

function named(host: Host, dir: string, name: string): readonly string[] {
  const file = join(dir, name);
  return host.stat(file)?.kind === 'file' ? [file] : [];
}

function problemsOf(cause: unknown): readonly InputProblem[] {
  if (cause instanceof InputError) return cause.problems;
  // A directory that may not be entered: what is in it is unknown.
  if (cause instanceof CollectError) return [{ message: cause.message, location: null }];
  throw cause;
}
