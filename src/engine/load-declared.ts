import { basename, dirname, join } from 'node:path';
import type {
  Declared,
  GoMod,
  GoWork,
  VersionDeclaration,
  VersionLine,
  VersionSource,
} from '../domain/declared.ts';
import { CollectError, InputError, type InputProblem, inputError } from '../domain/errors.ts';
import { parseGoMod } from '../domain/go-mod.ts';
import { parseGoWork } from '../domain/go-work.ts';
import type { Project } from '../domain/project.ts';
import type { Host } from '../host/host.ts';
import type { ProjectFiles } from './find-project.ts';
import { loadVersionFiles } from './load-version-files.ts';

export interface DeclaredProject {
  readonly project: Project;
  readonly declared: Declared;
}

const EMPTY_CONFIG: Pick<Declared, 'config' | 'configLocations'> = {
  config: { env: { required: [], expect: {}, allow: [] }, tools: {} },
  configLocations: {},
};

/**
 * Reads everything a project's files declare. `configFile` replaces the project's own godrift.yaml. Throws InputError
 * with every problem of every file that all dimensions need; a mistake in another one is in `problems`.
 */
export async function loadDeclared(
  host: Host,
  files: ProjectFiles,
  configFile?: string,
): Promise<DeclaredProject> {
  const problems: InputProblem[] = [];
  const attempt = async <T>(read: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await read();
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause;
      problems.push(...cause.problems);
      return null;
    }
  };
  const parsed = <T>(file: string | null, parse: (text: string, file: string) => T) =>
    attempt(() => {
      const text = file === null ? null : readDeclaring(host, file);
      return text === null || file === null ? null : parse(text, file);
    });

  const goMod: GoMod | null = await parsed(files.goModFile, parseGoMod);
  const goWork: GoWork | null = await parsed(files.goWorkFile, parseGoWork);
  const configured = await attempt(() =>
    readConfig(host, configFile ?? join(files.dir, 'godrift.yaml'), configFile !== undefined),
  );
  const accepted = await attempt(() =>
    readAcceptedFindings(host, join(files.dir, '.godrift', 'accepted.yaml')),
  );
  const pinned = await loadVersionFiles(host, files.dir, repositoryRoot(host, files));
  if (problems.length > 0) throw new InputError([...problems, ...pinned.problems]);

  const { config, configLocations } = configured ?? EMPTY_CONFIG;
  const versions = [
    ...configVersion(config.go, configLocations),
    ...pinned.versions,
    ...lines('toolchain', goWork, files.goWorkFile, 'go.work'),
    // Go's selection reads one of the two files (cmd/go/internal/toolchain/select.go).
    ...(goWork === null ? lines('toolchain', goMod, files.goModFile, 'go.mod') : []),
    ...lines('go', goWork, files.goWorkFile, 'go.work'),
    ...lines('go', goMod, files.goModFile, 'go.mod'),
  ];
  const name = config.project ?? goMod?.module ?? basename(files.dir);
  return {
    project: { name, ...files },
    declared: {
      versions,
      unversioned: pinned.unversioned,
      problems: pinned.problems,
      goMod,
      goWork,
      config,
      configLocations,
      accepted: accepted ?? [],
    },
  };
}

/** A closed file is a mistake that a person can mend, as a malformed one is. */
function readDeclaring(host: Host, file: string): string | null {
  try {
    return host.readText(file);
  } catch (cause) {
    if (!(cause instanceof CollectError) || cause.reason !== 'permission') throw cause;
    throw inputError(`open ${file}: permission denied`, file);
  }
}

async function readConfig(
  host: Host,
  file: string,
  demanded: boolean,
): Promise<Pick<Declared, 'config' | 'configLocations'>> {
  const text = host.readText(file);
  if (text === null) {
    if (demanded)
      throw new InputError([{ message: 'there is no such file', location: { file, line: null } }]);
    return EMPTY_CONFIG;
  }
  const { parseProjectConfig } = await import('../config/project-config.ts');
  const { config, locations } = parseProjectConfig(text, file);
  return { config, configLocations: locations };
}

async function readAcceptedFindings(host: Host, file: string): Promise<Declared['accepted']> {
  if (host.stat(file) === null) return [];
  return (await import('../store/accepted-file.ts')).readAccepted(file);
}

function configVersion(
  version: string | undefined,
  locations: Declared['configLocations'],
): VersionDeclaration[] {
  const location = locations.go;
  return version === undefined || location === undefined
    ? []
    : [{ source: 'godrift.yaml', kind: 'exact', version, location }];
}

function lines(
  kind: 'go' | 'toolchain',
  parsed: { readonly go: VersionLine | null; readonly toolchain: VersionLine | null } | null,
  file: string | null,
  source: VersionSource,
): VersionDeclaration[] {
  const line = parsed?.[kind] ?? null;
  if (line === null || file === null || line.version === 'default') return [];
  return [{ source, kind, version: line.version, location: { file, line: line.line } }];
}

/** How far version files are looked for: the repository's root, else the workspace's, else the project itself. */
function repositoryRoot(host: Host, files: ProjectFiles): string {
  for (let dir = files.dir; ; dir = dirname(dir)) {
    if (host.stat(join(dir, '.git')) !== null) return dir;
    if (dir === dirname(dir))
      return files.goWorkFile === null ? files.dir : commonRoot(dirname(files.goWorkFile), files.dir);
  }
}

function commonRoot(workspace: string, dir: string): string {
  return dir.startsWith(`${workspace}/`) ? workspace : dir;
}
