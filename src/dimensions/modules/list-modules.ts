import { dirname, join } from 'node:path';
import { InputError } from '../../domain/errors.ts';
import type { GoSums } from '../../domain/go-sum.ts';
import type { Project } from '../../domain/project.ts';
import type { Host } from '../../host/host.ts';
import { missingReplacements } from '../../host/missing-directories.ts';
import { type PrivateCopy, withPrivateCopy } from '../../host/private-copy.ts';
import { relocateGoWork } from '../../host/relocate-go-work.ts';
import type { ListedModule } from './build-list.ts';
import type { ChecksumMismatch } from './checksum-mismatch.ts';
import { goModMismatches } from './go-mod-mismatches.ts';
import type { ModuleSource } from './module-source.ts';
import { type BuildListResult, buildListError, isOutOfDate, runBuildList } from './run-build-list.ts';

export interface Listing {
  readonly modules: readonly ListedModule[];
  /** What a relative replacement directory is relative to. */
  readonly base: string;
  /** Of go.mod files in the cache, where Go stumbled over one. */
  readonly mismatches: readonly ChecksumMismatch[];
  /** `path@version` whose go.mod has no sum, as far as Go names them. */
  readonly missingSums: readonly string[];
  /** go.mod does not say what its requirements come to: Go's own words; null where it does. */
  readonly outdated: string | null;
}

export interface ListModulesOptions {
  readonly project: Project;
  readonly source: ModuleSource;
  readonly sums: GoSums;
  /** '' where it is not known. */
  readonly gomodcache: string;
  /** What `startListing` started. */
  readonly ahead: Promise<BuildListResult> | null;
}

/**
 * Only what is in the cache already is trusted without its sum, and only to name versions. GOSUMDB=off would keep a cached
 * toolchain from running.
 */
const UNVERIFIED = { GOPROXY: 'off', GONOSUMDB: '*' };

/**
 * The build list of the module or workspace. Where go.sum or go.mod are out of date it comes from a repaired private copy,
 * and what was wrong comes with it. Throws CollectError `offline`, `go_failed` …, and InputError for a missing replacement.
 */
export async function listModules(host: Host, options: ListModulesOptions): Promise<Listing> {
  return options.source.workspace === null
    ? listModule(host, options)
    : listWorkspace(host, options, options.source.workspace);
}

/** The first attempt at the list of a single module without a vendor directory, which needs no more than its files. */
export function startListing(
  host: Host,
  project: Project,
  source: ModuleSource,
  flags: ReadonlyMap<string, string>,
): Promise<BuildListResult> | null {
  const vendored = flags.get('mod') === 'vendor' || host.stat(join(source.root, 'vendor')) !== null;
  if (source.workspace !== null || vendored) return null;
  const listing = listOnce(host, project, source);
  // Where `go env` fails as well, that is what is told.
  listing.catch(() => {});
  return listing;
}

function listOnce(host: Host, project: Project, source: ModuleSource): Promise<BuildListResult> {
  return runBuildList(host, {
    cwd: project.dir,
    flags: modFileFlags(source),
    env: { GOWORK: 'off' },
  });
}

async function listModule(host: Host, options: ListModulesOptions): Promise<Listing> {
  const { project, source } = options;
  const base = source.root;
  const first = await (options.ahead ?? listOnce(host, project, source));
  if (first.state === 'listed') return intact(first.modules, base);
  if (!isOutOfDate(first.stderr)) throw listFailed(host, source, first.stderr);

  const goMod = host.readText(source.goModFiles[0] ?? '') ?? '';
  return withPrivateCopy(async (copy) => {
    await copy.write('go.mod', goMod);
    const env = { ...UNVERIFIED, GOWORK: 'off', GOFLAGS: '-mod=mod' };
    const flags = [`-modfile=${copy.dir}/go.mod`];
    const second = await runBuildList(host, { cwd: project.dir, flags, env });
    return repaired(host, options, { first, second, base });
  });
}

async function listWorkspace(
  host: Host,
  options: ListModulesOptions,
  { file, goWork }: NonNullable<ModuleSource['workspace']>,
): Promise<Listing> {
  const { project, source } = options;
  const sumFile = source.sumFiles[0] ?? '';
  const known = host.readText(sumFile) ?? '';
  const flags = modFileFlags(source);
  const run = async (copy: PrivateCopy, sum: string) => {
    await copy.write('go.work', relocateGoWork(goWork, dirname(file), copy.dir));
    await copy.write('go.work.sum', sum);
    // In a workspace Go adds missing sums itself, after asking the checksum database: offline, that is no error.
    const env = { ...(host.go.online ? {} : UNVERIFIED), GOWORK: `${copy.dir}/go.work` };
    return runBuildList(host, { cwd: project.dir, flags, env });
  };
  return withPrivateCopy(async (copy) => {
    const first = await run(copy, known);
    if (first.state === 'listed') return intact(first.modules, copy.dir);
    if (!isOutOfDate(first.stderr)) throw listFailed(host, source, first.stderr);
    const cached = goModMismatches(host, options).map(
      ({ path, version, actual }) => `${path} ${version}/go.mod ${actual}\n`,
    );
    // The first line that matches decides (cmd/go/internal/modfetch: haveModSumLocked).
    const second = await run(copy, cached.join('') + known);
    return repaired(host, options, { first, second, base: copy.dir });
  });
}

interface Repair {
  readonly first: BuildListResult;
  readonly second: BuildListResult;
  readonly base: string;
}

function repaired(host: Host, options: ListModulesOptions, { first, second, base }: Repair): Listing {
  const said = first.state === 'failed' ? first.stderr : '';
  if (second.state === 'failed')
    throw listFailed(host, options.source, isOutOfDate(second.stderr) ? said : second.stderr);
  const mismatches = said.includes('checksum mismatch') ? goModMismatches(host, options) : [];
  const missingSums = [...said.matchAll(/(\S+@\S+): missing go\.sum entry/g)].map((match) => match[1] ?? '');
  const outdated = /updates to go\.mod needed/.exec(said)?.[0] ?? null;
  // What Go refused must not end as in sync, e.g. a download that never reached the cache.
  if (mismatches.length + missingSums.length === 0 && outdated === null) throw buildListError(said);
  return { modules: second.modules, base, mismatches, missingSums, outdated };
}

function modFileFlags({ modFile }: ModuleSource): readonly string[] {
  return modFile === null ? [] : [`-modfile=${modFile}`];
}

function intact(modules: readonly ListedModule[], base: string): Listing {
  return { modules, base, mismatches: [], missingSums: [], outdated: null };
}

/** A replacement directory that is not there is a mistake in a file, at its line; all else is Go's failure. */
function listFailed(host: Host, source: ModuleSource, stderr: string): Error {
  const path = /^go: (\S+?)(?:@\S+)? \(replaced by /m.exec(stderr)?.[1];
  if (path === undefined) return buildListError(stderr);
  const found = missingReplacements(host, source).find((missing) => missing.path === path);
  if (found !== undefined) return new InputError([{ message: found.message, location: found.location }]);
  return buildListError(stderr);
}
