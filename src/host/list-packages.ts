import { dirname, join, relative } from 'node:path';
import type { Declared } from '../domain/declared.ts';
import { directoryPath } from '../domain/directory-path.ts';
import { parseGoFlags } from '../domain/go-flags.ts';
import { compareGoVersions } from '../domain/go-version.ts';
import { type ListedPackage, parsePackages } from '../domain/listed-package.ts';
import type { Project } from '../domain/project.ts';
import { wordsOf } from '../domain/quoted-words.ts';
import type { GoRunOptions } from './go.ts';
import type { Host, RunResult } from './host.ts';
import { withPrivateCopy } from './private-copy.ts';
import { type RecordedTree, recordFlagFiles, recordPackages, recordTree } from './record-sources.ts';
import { relocateGoWork } from './relocate-go-work.ts';

export interface PackageQuery {
  readonly project: Project;
  readonly declared: Pick<Declared, 'goMod' | 'goWork'>;
}

/** The packages that `go build` would load here, with the flags that are in force. */
export interface PackageListing {
  /** Dependencies first. Empty where Go lists nothing at all. */
  readonly packages: readonly ListedPackage[];
  /** What Go printed where it lists nothing at all; null where it lists. */
  readonly failure: string | null;
  readonly tree: RecordedTree;
  /** What Go says only because of GOFLAGS; null where it says nothing, or says it without GOFLAGS too. */
  readonly flagsRefusal: string | null;
}

export interface PackageListingOptions {
  readonly host: Pick<Host, 'header' | 'list' | 'packageEntries' | 'readText' | 'stat' | 'volatile'>;
  readonly run: (args: readonly string[], options: GoRunOptions) => Promise<RunResult>;
  /** Of the Go that runs: `1.26.8`. */
  readonly version: string;
  /** GOFLAGS as Go accepts it; '' for none. */
  readonly flags: string;
  /** GODEBUG as Go accepts it; '' for none. */
  readonly debug: string;
  readonly online: boolean;
  readonly goroot: string;
  readonly gomodcache: string;
}

type Attempt = Pick<PackageListing, 'packages' | 'failure'>;

const FIELDS =
  'ImportPath,Dir,Name,Standard,DepOnly,Module,DefaultGODEBUG,GoFiles,CgoFiles,IgnoredGoFiles,EmbedPatterns,EmbedFiles,CXXFiles,CgoLDFLAGS,CgoPkgConfig,Error';
/** Names no mode, and overrides a line of the env file, which an empty variable does not. Accepted since Go 1.18. */
const NO_FLAGS = '-mod=';
/** go help build; without -a, -n, -v, -work and -x, which load nothing else. */
const BUILD_FLAG =
  /^--?(?:p|race|msan|asan|cover|covermode|coverpkg|asmflags|buildmode|buildvcs|compiler|gccgoflags|gcflags|installsuffix|ldflags|linkshared|mod|modcacherw|modfile|overlay|pgo|pkgdir|tags|trimpath|toolexec)(?:=|$)/;
/** With -mod=mod Go mends these itself. */
const MENDED_BY_MOD = /updates to go\.mod needed|missing go\.sum entry|no required module provides package/;

/**
 * Asks `go list -deps` as a build would: vendor mode and GOFLAGS included. Writes neither go.mod nor go.work.sum, nor the
 * module index in GOCACHE. Throws CollectError as `Go.run`.
 */
export async function listPackages(
  options: PackageListingOptions,
  query: PackageQuery,
): Promise<PackageListing> {
  const listing = attempt(options, query, options.flags);
  // Meanwhile: what changes from now on is newer than this look.
  const tree = recordTree(options.host, query);
  const flags = parseGoFlags(options.flags);
  recordFlagFiles(options.host, query.project, flags);
  const first = { ...(await listing), tree };
  recordPackages(options.host, { tree, packages: first.packages, ...options });
  const isMod = flags.get('mod') === 'mod' && query.project.goWorkFile === null;
  const isEmpty = first.failure === null && first.packages.every(({ DepOnly }) => DepOnly === true);
  const said = problemsOf(first).filter((problem) => !isMod || !MENDED_BY_MOD.test(problem));
  if (options.flags === '' || (said.length === 0 && !isEmpty)) return { ...first, flagsRefusal: null };
  const plain = await attempt(options, query, '');
  if (isEmpty && plain.packages.some(({ DepOnly }) => DepOnly !== true))
    return { ...first, flagsRefusal: 'build constraints exclude all Go files' };
  const also = new Set(problemsOf(plain));
  const flagsRefusal = said.find((problem) => !also.has(problem)) ?? null;
  return { ...first, flagsRefusal };
}

function problemsOf({ packages, failure }: Attempt): readonly string[] {
  return failure !== null ? [failure] : packages.flatMap(({ Error: error }) => error?.Err ?? []);
}

async function attempt(options: PackageListingOptions, query: PackageQuery, flags: string): Promise<Attempt> {
  const { host, run, version } = options;
  const { project, declared } = query;
  const { goWork } = declared;
  const mod = parseGoFlags(flags).get('mod');
  const args = [
    ...['list', '-e', '-deps', '-test'],
    compareGoVersions(version, '1.19') < 0 ? '-json' : `-json=${FIELDS}`,
    // Go 1.18 asks version control here too.
    ...(compareGoVersions(version, '1.18') < 0 ? [] : ['-buildvcs=false']),
    // In a workspace Go refuses -mod=mod itself.
    ...(mod === 'mod' && project.goWorkFile === null ? ['-mod=readonly'] : []),
    ...packagePatterns(query),
  ];
  const debug = [options.debug, 'goindex=0'].filter((part) => part !== '').join(',');
  const list = async (env: GoRunOptions['env']): Promise<Attempt> => {
    const more = { GODEBUG: debug, GOFLAGS: buildFlags(flags) || NO_FLAGS };
    const { exitCode, stdout, stderr } = await run(args, { cwd: project.dir, env: { ...more, ...env } });
    return exitCode === 0
      ? { packages: withoutVariants(parsePackages(stdout)), failure: null }
      : { packages: [], failure: stderr };
  };
  const file = project.goWorkFile;
  if (file === null || goWork === null || isVendored(host, file)) return list({});
  return withPrivateCopy(async (copy) => {
    await copy.write('go.work', relocateGoWork(goWork, dirname(file), copy.dir));
    await copy.write('go.work.sum', host.readText(`${file}.sum`) ?? '');
    // Go adds the sums of a workspace itself, after asking the checksum database: offline, that is no error.
    const unverified = options.online ? {} : { GOPROXY: 'off', GONOSUMDB: '*' };
    const { packages, failure } = await list({ ...unverified, GOWORK: join(copy.dir, 'go.work') });
    // What Go says of the copy is meant of the file itself.
    return { packages, failure: failure?.replaceAll(copy.dir, dirname(file)) ?? null };
  });
}

/** Those flags that a build reads: others may make `go list` write, compile, or print something else. */
function buildFlags(flags: string): string {
  return wordsOf(flags)
    .filter((field) => BUILD_FLAG.test(field))
    .map((field) => (/[\s'"]/.test(field) ? (field.includes("'") ? `"${field}"` : `'${field}'`) : field))
    .join(' ');
}

/** A package compiled for a test is the package once more; what Go says of it counts. */
function withoutVariants(packages: readonly ListedPackage[]): readonly ListedPackage[] {
  return packages.filter(
    ({ ImportPath: path, Error: error }) => error !== undefined || !/ \[|\.test$/.test(path),
  );
}

/** The vendor directory stands beside the go.work: a copy elsewhere has none. */
function isVendored(host: PackageListingOptions['host'], goWorkFile: string): boolean {
  return host.stat(join(dirname(goWorkFile), 'vendor', 'modules.txt')) !== null;
}

/** `./...`, or every member of a workspace that is the project's own. */
export function packagePatterns({ project, declared: { goWork } }: PackageQuery): readonly string[] {
  const { dir, goWorkFile } = project;
  if (goWorkFile === null || goWork === null || dirname(goWorkFile) !== dir) return ['./...'];
  return goWork.use.map(({ dir: used }) => {
    const path = relative(dir, join(used.startsWith('/') ? '' : dir, used));
    return path === '' ? './...' : `${directoryPath(path)}/...`;
  });
}
