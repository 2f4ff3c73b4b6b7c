import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { VersionDeclaration } from '../domain/declared.ts';
import { firstRelease } from '../domain/first-release.ts';
import { goLang } from '../domain/go-version.ts';
import { runningVersion } from '../domain/go-version-output.ts';
import type { ProjectState } from '../domain/state.ts';
import { type InitRecord, NOTHING_WRITTEN, readInitRecord } from './init-record.ts';
import { type Repository, realPath } from './repository.ts';
import type { CiOptions } from './templates/ci-options.ts';

/** Everything that decides what init writes. */
export interface Surroundings {
  /** The project's directory, with links resolved where the repository's are. */
  readonly projectDir: string;
  readonly repository: Repository | null;
  /** The project's directory in the repository; '' for its root. */
  readonly dir: string;
  readonly ci: readonly Ci[];
  readonly versions: readonly VersionDeclaration[];
  /** Without `go` prefix; null where none runs or it is no release. */
  readonly running: string | null;
  readonly vendored: boolean;
  /** godrift's own version. */
  readonly version: string;
  readonly baseline: { readonly text: string } | { readonly missing: string };
  readonly records: Readonly<Record<'project' | 'clone', InitRecord>>;
}

export type Ci = 'github' | 'gitlab';

/** Where the records of a project are: one is committed, one tells of what only this clone has. */
export function recordFiles(
  projectDir: string,
  repository: Repository | null,
): { readonly project: string; readonly clone: string | null } {
  const slug = repository === null ? '' : relative(repository.root, projectDir).replaceAll(/[^\w.-]+/g, '-');
  return {
    project: join(projectDir, '.godrift', 'init.json'),
    clone:
      repository === null
        ? null
        : join(repository.commonDir, `godrift-init${slug === '' ? '' : `-${slug}`}.json`),
  };
}

export async function detect(
  state: ProjectState,
  repository: Repository | null,
  { version, baseline }: Pick<Surroundings, 'version' | 'baseline'>,
): Promise<Surroundings> {
  const projectDir = repository === null ? state.project.dir : realPath(state.project.dir);
  const root = repository?.root ?? projectDir;
  const files = recordFiles(projectDir, repository);
  const { portable } = state.dimensions.find(({ id }) => id === 'go_version')?.facts ?? {};
  return {
    projectDir,
    repository,
    dir: relative(root, projectDir),
    ci: ciOf(root, repository),
    versions: state.declared.versions,
    running: portable?.running === undefined ? null : runningVersion(portable.running),
    vendored: existsSync(join(projectDir, 'vendor', 'modules.txt')),
    version,
    baseline,
    records: {
      project: await readInitRecord(files.project),
      clone: files.clone === null ? NOTHING_WRITTEN : await readInitRecord(files.clone),
    },
  };
}

/** Those that the repository shows; both where it shows none. */
function ciOf(root: string, repository: Repository | null): readonly Ci[] {
  if (repository === null) return [];
  const shown: readonly Ci[] = [
    ...(existsSync(join(root, '.github')) || /github/.test(repository.remote) ? ['github' as const] : []),
    ...(existsSync(join(root, '.gitlab-ci.yml')) || /gitlab/.test(repository.remote)
      ? ['gitlab' as const]
      : []),
  ];
  return shown.length > 0 ? shown : ['github', 'gitlab'];
}

/** Where CI's set-up reads the Go version (from the repository's root), else the version itself. */
export function goVersionForCi(surroundings: Surroundings): CiOptions['goVersion'] {
  const { projectDir, repository, versions } = surroundings;
  const exact = versions.find(({ kind }) => kind === 'exact');
  const pinned = exact?.version ?? pinnedGo(surroundings);
  const file = exact?.source === '.go-version' ? exact.location.file : join(projectDir, 'go.mod');
  if (pinned !== null && exact?.source !== '.go-version') return { version: pinned };
  return { file: relative(repository?.root ?? projectDir, realPath(file)) };
}

/** A tag of Go's container image. */
export function goImage(surroundings: Surroundings): string {
  const [first] = surroundings.versions;
  const exact = surroundings.versions.find(({ kind }) => kind !== 'go');
  // A range is not a tag: the oldest minor version that it accepts is.
  if (exact?.range !== undefined) return goLang(firstRelease(exact, null) ?? '') || 'latest';
  return exact?.version ?? pinnedGo(surroundings) ?? (first === undefined ? 'latest' : goLang(first.version));
}

/** The minor version that runs here, where no file says which one builds this project and its go line says another one. */
export function pinnedGo({ versions, running }: Pick<Surroundings, 'versions' | 'running'>): string | null {
  if (running === null || versions.some(({ kind }) => kind !== 'go')) return null;
  const minor = goLang(running);
  return versions.some(({ version }) => goLang(version) === minor) ? null : minor;
}
