import { dirname, isAbsolute, join, resolve } from 'node:path';
import { CollectError } from '../../domain/errors.ts';
import { goMessage } from '../../domain/go-message.ts';
import { compareGoVersions } from '../../domain/go-version.ts';
import type { ListedPackage } from '../../domain/listed-package.ts';
import { posixQuote } from '../../domain/posix-quote.ts';
import type { Project } from '../../domain/project.ts';
import type { Host, RunResult } from '../../host/host.ts';
import { GODEBUG_TABLE } from './godebug-table.ts';
import type { BuildProblem } from './local-facts.ts';

export interface VcsQuery {
  readonly project: Project;
  /** The main packages that a build here makes. */
  readonly mains: readonly ListedPackage[];
  readonly flags: ReadonlyMap<string, string>;
  /** `go1.26.8` */
  readonly version: string;
  readonly goroot: string;
}

interface Repository {
  readonly dir: string;
  readonly command: string;
}

/** In Go's order (cmd/go/internal/vcs: vcsList). */
const MARKERS: readonly (readonly [command: string, marker: string])[] = [
  ['hg', '.hg'],
  ['git', '.git'],
  ['svn', '.svn'],
  ['bzr', '.bzr'],
  ['fossil', '.fslckout'],
  ['fossil', '_FOSSIL_'],
];
const STAMPS_SINCE = '1.18';
/** What decides which configuration git reads, and whom it trusts. */
const GIT_VARIABLES =
  /^(?:PATH|HOME|XDG_CONFIG_HOME|SUDO_UID|GIT_(?:CONFIG\w*|DIR|WORK_TREE|COMMON_DIR|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM|INDEX_FILE|OBJECT_DIRECTORY))$/;
/** Takes no lock, fetches nothing, and runs no filter that .gitattributes name (the empty tree has none). */
const GIT_LOOKS_ONLY = {
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ATTR_SOURCE: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
};
const GIT_CONFIG = ['-c', 'core.fsmonitor=false', '-c', 'log.showsignature=false'];
const NO_STAMP = 'export GOFLAGS="$(go env GOFLAGS) -buildvcs=false"';

/**
 * Why Go cannot stamp the main packages with the state of their repository, and so refuses to build them
 * (cmd/go/internal/load: setBuildInfo). git answers what it answers Go; other version control systems are not asked.
 */
export async function vcsProblems(host: Host, query: VcsQuery): Promise<readonly BuildProblem[]> {
  const { project, flags } = query;
  const version = query.version.replace(/^go/, '');
  const flag = flags.get('buildvcs') ?? 'auto';
  const isDemanded = /^(?:1|t|true)$/i.test(flag);
  if ((flag !== 'auto' && !isDemanded) || compareGoVersions(version, STAMPS_SINCE) < 0) return [];
  const refusesSeveral =
    !/(?:^|,)allowmultiplevcs=1(?:,|$)/.test(host.env.GODEBUG ?? '') &&
    (host.readText(join(query.goroot, GODEBUG_TABLE)) ?? '').includes('"allowmultiplevcs"');
  const repositoryOf = (dir = '') => findRepository(host, dir, { version, refusesSeveral });
  const found = query.mains.length === 0 ? null : repositoryOf(project.dir);
  if (typeof found === 'string') return [problem(found, NO_STAMP)];
  const overlapping = query.mains.filter(({ Module: module }) => overlaps(module?.Dir, found?.dir));
  if (found === null || overlapping.length === 0) return [];
  const executable = host.which(found.command)[0];
  if (executable === undefined)
    return isDemanded
      ? [
          problem(
            `exec: "${found.command}": executable file not found in $PATH`,
            `export GOFLAGS="$(go env GOFLAGS) -buildvcs=auto"  # or install ${found.command}`,
            host.go.configured('GOFLAGS')?.origin,
          ),
        ]
      : [];
  const isElsewhere = ({ Dir: dir, Module: module }: ListedPackage) =>
    [dir, module?.Dir].some((at) => {
      const repository = repositoryOf(at);
      return repository === null || typeof repository === 'string' || repository.dir !== found.dir;
    });
  // Go stamps none of these, and says nothing.
  if (!isDemanded && overlapping.every(isElsewhere)) return [];
  return found.command === 'git' ? gitProblems(host, executable, found.dir) : [];
}

async function gitProblems(host: Host, git: string, dir: string): Promise<readonly BuildProblem[]> {
  recordGitInputs(host, dir);
  const env = Object.fromEntries(
    Object.entries(host.env).flatMap(([name, value]) =>
      value !== undefined && GIT_VARIABLES.test(name) ? [[name, value] as const] : [],
    ),
  );
  const ask = (...args: readonly string[]): Promise<RunResult> =>
    host.run(git, [...GIT_CONFIG, ...args], { cwd: dir, env: { ...env, ...GIT_LOOKS_ONLY } });
  const [log, index] = await Promise.all([
    ask('log', '-1', '--format=%H:%ct'),
    // As Go asks, but for files that are not tracked.
    ask('status', '--porcelain', '--untracked-files=no'),
  ]);
  if (log.exitCode === 0 && index.exitCode === 0) return [];
  const status = await ask('status', '--porcelain');
  // Before the first commit there is no log; Go accepts that where something is not committed.
  if (status.exitCode === 0 && (log.exitCode === 0 || status.stdout !== '')) return [];
  host.volatile('git refuses the repository, for reasons that may lie in any of its files');
  const refusal = status.exitCode === 0 ? log : status;
  const said = goMessage(refusal.stderr.replace(/^error: (?=[\s\S]*^fatal: )/m, ''));
  const message = `exit status ${refusal.exitCode}${said === '' ? '' : `: ${said}`}`;
  return [problem(message, gitFix(refusal.stderr, dir))];
}

/** git says itself which directory to trust. */
function gitFix(stderr: string, dir: string): string {
  if (!/dubious ownership|unsafe repository/.test(stderr)) return `${NO_STAMP}  # or repair ${dir}: git fsck`;
  const advised = /^\s*(git config --global --add safe\.directory .+)$/m.exec(stderr)?.[1];
  return advised ?? `git config --global --add safe.directory ${posixQuote(dir)}`;
}

function problem(message: string, fix: string, origin: string | null = null): BuildProblem {
  return {
    key: 'vcs',
    message: `error obtaining VCS status: ${message}`,
    expected: 'a repository whose state Go can read, or -buildvcs=false',
    fix,
    location: null,
    severity: 'error',
    origin,
  };
}

/** What git's answer depends on while it is good. The index changes with every `git status`: what damages it is seen later. */
function recordGitInputs(host: Host, dir: string): void {
  const { env, home } = host;
  const gitDir = linkedGitDir(host, join(dir, '.git')) ?? join(dir, '.git');
  const head = tolerant(() => host.readText(join(gitDir, 'HEAD')), null) ?? '';
  const branch = /^ref: (.+)/.exec(head)?.[1]?.trim();
  const configs = [
    '/etc/gitconfig',
    env.GIT_CONFIG_GLOBAL ?? join(home, '.gitconfig'),
    join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'git/config'),
  ];
  for (const path of [
    join(gitDir, 'config'),
    ...(branch === undefined ? [] : [join(gitDir, branch)]),
    ...configs,
  ])
    if (isAbsolute(path)) tolerant(() => host.stat(path), null);
}

/** The repository of a directory, or Go's words where it finds several (cmd/go/internal/vcs: FromDir). */
function findRepository(
  host: Host,
  from: string,
  { version, refusesSeveral }: { readonly version: string; readonly refusesSeveral: boolean },
): Repository | string | null {
  let repository: Repository | null = null;
  for (let dir = from; ; dir = dirname(dir)) {
    for (const [command, marker] of MARKERS) {
      if (!isRoot(host, join(dir, marker), command, version)) continue;
      if (repository === null) repository = { dir, command };
      // Nested git is how submodules work.
      else if (repository.command !== 'git' || command !== 'git')
        return `multiple VCS detected: ${repository.command} in "${repository.dir}", and ${command} in "${dir}"`;
      if (!refusesSeveral) return repository;
    }
    if (dir === dirname(dir)) return repository;
  }
}

function isRoot(host: Host, path: string, command: string, version: string): boolean {
  const kind = tolerant(() => host.stat(path), null)?.kind;
  if (command === 'fossil') return kind === 'file';
  if (command !== 'git' || kind !== 'file') return kind === 'directory';
  // A worktree's or a submodule's file: any counted until 1.19, none from 1.20 to 1.26, since then one that leads somewhere.
  if (compareGoVersions(version, '1.20') < 0) return true;
  if (compareGoVersions(version, '1.27') < 0) return false;
  const linked = linkedGitDir(host, path);
  return linked !== null && tolerant(() => host.stat(linked), null)?.kind === 'directory';
}

/** Where a worktree's or a submodule's `.git` file leads; null where it is none. */
function linkedGitDir(host: Host, path: string): string | null {
  if (tolerant(() => host.stat(path), null)?.kind !== 'file') return null;
  const target = /^gitdir:(.*)/s.exec(tolerant(() => host.readText(path), null) ?? '')?.[1]?.trim() ?? '';
  return target === '' ? null : resolve(dirname(path), target);
}

function overlaps(path: string | undefined, dir: string | undefined): boolean {
  if (path === undefined || dir === undefined) return false;
  const [one, other] = [path, dir].map((each) => `${each.replace(/\/$/, '')}/`);
  return one?.startsWith(other ?? '') === true || other?.startsWith(one ?? '') === true;
}

/** What cannot be looked at is not there: git says the rest. */
function tolerant<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch (cause) {
    if (cause instanceof CollectError && cause.reason === 'permission') return otherwise;
    throw cause;
  }
}
