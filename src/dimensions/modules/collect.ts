import { join, relative, resolve } from 'node:path';
import type { Declared } from '../../domain/declared.ts';
import { directoryPath } from '../../domain/directory-path.ts';
import { CollectError } from '../../domain/errors.ts';
import type { FactMap, Facts } from '../../domain/facts.ts';
import { parseGoFlags } from '../../domain/go-flags.ts';
import { type GoSums, parseGoSums } from '../../domain/go-sum.ts';
import { portableText } from '../../domain/portable.ts';
import type { Project } from '../../domain/project.ts';
import type { RunningGo } from '../../host/go.ts';
import type { Host } from '../../host/host.ts';
import { requireModules } from '../../host/require-modules.ts';
import type { ListedModule } from './build-list.ts';
import { formatMismatch } from './checksum-mismatch.ts';
import { checksumMismatches } from './checksums.ts';
import { type Listing, type ListModulesOptions, listModules, startListing } from './list-modules.ts';
import { moduleSource } from './module-source.ts';
import { formatModuleValue, MAIN_MODULE } from './module-value.ts';
import { vendoredListing } from './vendored-listing.ts';
import { VENDORED } from './vendoring.ts';
import { verifiedModules } from './verified-modules.ts';

/**
 * The modules that a build here would use, by module path, and under `local` what contradicts go.mod, go.sum or vendor:
 * `checksum PATH`, `vendor`, `go.sum`, `go.mod`; `verified` counts what `cache verify` found, and `direct` names the modules that main modules require themselves.
 */
export async function collectModules(host: Host, project: Project, declared: Declared): Promise<Facts> {
  await requireModules(host);
  const flags = parseGoFlags(host.go.configured('GOFLAGS')?.value ?? '');
  const source = moduleSource(host, project, declared.goWork, flags);
  const sums = parseGoSums(source.sumFiles.map((file) => ({ file, text: host.readText(file) ?? '' })));
  // What takes longest runs beside `go env`.
  const ahead = startListing(host, project, source, flags);
  const go = await goThatAnswers(host);
  const gomodcache = go.env.GOMODCACHE ?? '';
  const goLine = source.workspace === null ? (declared.goMod?.go ?? null) : source.workspace.goWork.go;
  const vendored = vendoredListing(host, source, {
    goLine,
    flags,
    goVersion: go.version.replace(/^go/, ''),
  });
  const listing: Listing =
    vendored === null
      ? await listOrExplain(host, { project, source, sums, gomodcache, ahead })
      : { modules: vendored.modules, base: source.root, mismatches: [], missingSums: [], outdated: null };

  const places = { project, base: listing.base, home: host.home, goroot: go.goroot, gomodcache };
  // With -mod=mod Go adds what is missing by itself, and in a workspace the sums of modules.
  const mode = flags.get('mod');
  const strict = vendored === null && mode !== 'mod';
  const unsummed = source.workspace === null ? unsummedModules(listing.modules, sums) : [];
  const missing = strict ? [...listing.missingSums, ...unsummed] : [];
  const verified = verifiedModules(host, project, { modules: listing.modules, sums });
  const mismatches = [
    // What stands later wins: a read file says more than a recorded hash.
    ...listing.mismatches,
    ...checksumMismatches(host, { modules: listing.modules, sums, gomodcache }),
    ...verified.mismatches,
  ];
  const local: FactMap = Object.fromEntries([
    ...mismatches.map(formatMismatch),
    ...(verified.counts === null ? [] : [['verified', verified.counts]]),
    ...(vendored === null || vendored.problems.length === 0
      ? []
      : [['vendor', vendored.problems.join('\n')]]),
    ...(missing.length === 0 ? [] : [['go.sum', [...new Set(missing)].join(' ')]]),
    ...(listing.outdated === null || !strict ? [] : [['go.mod', listing.outdated]]),
    ...(mode === undefined ? [] : [['mod', mode]]),
    [
      'direct',
      listing.modules
        .filter(isDirect)
        .map(({ path }) => path)
        .join(' '),
    ],
  ]);
  const portable = listing.modules.map((module) => [module.path, factValue(host, module, sums, places)]);
  const vendoring = vendored === null ? [] : [[VENDORED, relative(project.dir, vendored.file)] as const];
  return { portable: Object.fromEntries([...portable, ...vendoring]), local, origins: {} };
}

/** As `listModules`; that the SDK in PATH is too old is only the consequence where the selected toolchain cannot run. */
async function listOrExplain(host: Host, options: ListModulesOptions): Promise<Listing> {
  try {
    return await listModules(host, options);
  } catch (cause) {
    if (!(cause instanceof CollectError) || !/requires go >= \S+ \(running go/.test(cause.message))
      throw cause;
    const selection = await host.go.selection();
    if (selection.state === 'running') throw cause;
    throw new CollectError('go_failed', selection.message, {
      ...(selection.fix === null ? {} : { fix: selection.fix }),
    });
  }
}

/** The running toolchain; where the selected one is not on this machine, the local SDK can still list the modules. */
async function goThatAnswers(
  host: Host,
): Promise<{ readonly version: string; readonly goroot: string; readonly env: Env }> {
  const env = await host.go.env();
  return { version: env.GOVERSION ?? '', goroot: env.GOROOT ?? '', env };
}

type Env = Readonly<Record<string, string>>;

interface Places {
  readonly project: Project;
  readonly base: string;
  readonly home: string;
  readonly goroot: RunningGo['goroot'];
  readonly gomodcache: string;
}

function factValue(host: Host, module: ListedModule, sums: GoSums, places: Places): string {
  const { path, version, main, replace } = module;
  if (main) return MAIN_MODULE;
  const used = replace ?? { path, version };
  const sum = (suffix: string) =>
    used.version === '' ? null : (sums.get(`${used.path} ${used.version}${suffix}`)?.[0]?.hash ?? null);
  const replacement =
    replace === null
      ? null
      : replace.version === ''
        ? directory(host, replace.path, places)
        : `${replace.path} ${replace.version}`;
  return formatModuleValue({ version, replacement, sum: sum(''), goModSum: sum('/go.mod') });
}

/** A replacement directory as seen from the project, unless go.mod itself fixes its place. */
function directory(host: Host, path: string, { project, base, ...machine }: Places): string {
  // What is replaced there is a module of its own: its requirements are part of the list.
  host.stat(join(resolve(base, path), 'go.mod'));
  if (path.startsWith('/') && !path.startsWith(`${project.dir}/`)) return portableText(path, machine);
  return directoryPath(relative(project.dir, resolve(base, path)) || '.');
}

function isDirect({ main, indirect }: ListedModule): boolean {
  return !main && !indirect;
}

/** `path@version` of modules that provide packages and yet have no sum: what a main module requires itself does. */
function unsummedModules(modules: readonly ListedModule[], sums: GoSums): readonly string[] {
  return modules
    .filter(isDirect)
    .map(({ path, version, replace }) => replace ?? { path, version })
    .filter(({ path, version }) => version !== '' && !sums.has(`${path} ${version}`))
    .map(({ path, version }) => `${path}@${version}`);
}
