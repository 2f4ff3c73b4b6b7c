import { resolve } from 'node:path';
import type { Declared } from '../../domain/declared.ts';
import { CollectError } from '../../domain/errors.ts';
import type { Facts } from '../../domain/facts.ts';
import { parseGoFlags } from '../../domain/go-flags.ts';
import { goMessage, isUnreachable } from '../../domain/go-message.ts';
import { compareGoVersions, goLang } from '../../domain/go-version.ts';
import { portableText } from '../../domain/portable.ts';
import type { Project } from '../../domain/project.ts';
import { redactFlags, redactMessage } from '../../domain/redact.ts';
import { observeCgoUse } from '../../host/cgo-use.ts';
import type { Host } from '../../host/host.ts';
import type { PackageListing } from '../../host/list-packages.ts';
import { requireModules } from '../../host/require-modules.ts';
import { observeCgo } from './cgo.ts';
import { expectBuild } from './expectation.ts';
import { observeFips } from './fips.ts';
import { godebugFacts, TABLE } from './godebug-facts.ts';
import { godebugProblems } from './godebug-problems.ts';
import { loadProblems } from './load-problems.ts';
import { type BuildProblem, PROBLEM, REFUSED, writeProblem } from './local-facts.ts';
import { localDirectives, mainPackage } from './main-packages.ts';
import { mixedSdkProblems } from './mixed-sdk.ts';
import { observeProfiles } from './profiles.ts';
import { throwMissingDirectories } from './throw-missing-directories.ts';
import { vcsProblems } from './vcs.ts';
import { withRemedy } from './with-remedy.ts';

/** What Go says where another dimension has the finding, or is unknown for the same reason. */
const TOLD_ELSEWHERE =
  /missing go\.sum entry|updates to go\.(?:mod|work) needed|inconsistent vendoring|checksum mismatch|unknown directive|conflicting replacements|current directory is contained in a module|cannot load module \S+ listed in go\.work|listed in go\.work file requires go|does not contain modules listed in go\.work|GOFLAGS|GOCACHE|build cache|\(replaced by |vendor|(?:CC|CXX|FC) environment variable/;
const LOOKUP_DISABLED = 'module lookup disabled by GOPROXY=off';

/**
 * What the packages of this project are built with, as `go list` and the SDK's own files say. Under `local`: `//go:debug` lines,
 * what Go refuses (`problem.N`), and which Go it is.
 */
export async function collectBuild(host: Host, project: Project, declared: Declared): Promise<Facts> {
  await requireModules(host);
  const [{ env, version, goroot }, listing, use, fips] = await Promise.all([
    host.go.running(),
    host.go.packages({ project, declared }),
    observeCgoUse(host, project, declared),
    observeFips(host),
  ]);
  throwMissingDirectories(host, { project, declared, listing });
  const mainPackages = listing.packages.filter(
    ({ ImportPath, Name, DepOnly, Standard }) =>
      Name === 'main' && DepOnly !== true && Standard !== true && !ImportPath.endsWith('.test'),
  );
  const source = { project, tree: listing.tree };
  const mains = mainPackages.map((main) => mainPackage(host, source, main));
  const others = listing.packages
    .filter(
      ({ Name, DepOnly, Standard, Dir }) =>
        Name !== 'main' && DepOnly !== true && Standard !== true && Dir !== undefined,
    )
    .map((one) => mainPackage(host, source, one));
  const godebug = godebugProblems(host, { project, declared, mains: [...mains, ...others], goroot, version });
  if (listing.failure !== null && !godebug.some(({ severity }) => severity === 'error')) {
    if (
      listing.flagsRefusal !== null ||
      TOLD_ELSEWHERE.test(listing.failure) ||
      (await isTooOld(host, version)) ||
      isOffline(listing.failure)
    )
      throw listingError(listing, host.go.configured('GOFLAGS')?.value ?? '');
    godebug.push(refusedAltogether(listing.failure));
  }

  const flags = parseGoFlags(host.go.configured('GOFLAGS')?.value ?? '');
  const profiles = observeProfiles(host, { project, mains: mains.map(({ dir }) => dir), flags, version });
  const { packages } = listing;
  // Before 1.20 SDKs brought the standard library's packages compiled.
  const standard = use.standard && compareGoVersions(version.replace(/^go/, ''), '1.20') >= 0;
  const cgo = await observeCgo(host, { project, users: use.packages, standard, env });
  // What GOFLAGS and CGO_ENABLED do is a finding of build_env.
  const lost = new Set(use.without.map(({ path }) => path));
  const loadable = packages.filter(({ ImportPath }) => !lost.has(ImportPath));
  const loaded =
    listing.flagsRefusal === null
      ? loadProblems(host, { packages: loadable, goMod: declared.goMod, project, goroot, version })
      : [];
  const places = { home: host.home, goroot, gomodcache: env.GOMODCACHE ?? '' };
  const shown = [...flags]
    .filter(([name]) => name !== 'pgo')
    .map(([name, value]) => [`flag.${name}`, portableText(flagValue(name, value), places) || '""'] as const);
  const vcs = await vcsProblems(host, { project, mains: mainPackages, flags, version, goroot });
  const mixed = mixedSdkProblems(host, { packages, goroot, version });
  const problems = [
    ...godebug,
    ...profiles.problems,
    ...fips.problems,
    ...cgo.problems,
    ...loaded,
    ...vcs,
    ...mixed,
  ].map((problem) => withRemedy(host, problem, { project, flags }));
  const overlay = flags.has('overlay') ? host.sha256(resolve(project.dir, flags.get('overlay') ?? '')) : null;
  const { godebug: lines, goLine } = expectBuild(declared, project);
  return {
    portable: {
      ...(goLine === null ? {} : { go: goLine.version }),
      ...(mains.length === 0 ? {} : { [TABLE]: goLang(version.replace(/^go/, '')) }),
      ...linesFact('godebug', lines),
      ...Object.fromEntries(
        mains.flatMap(({ dir, directives }) => Object.entries(linesFact(`godebug@${dir}`, directives))),
      ),
      ...godebugFacts(mains),
      ...Object.fromEntries(shown),
      ...profiles.portable,
      ...fips.portable,
      ...(overlay === null ? {} : { overlay: `sha256:${overlay}` }),
      ...cgo.portable,
      ...(declared.goMod === null || declared.goMod.ignore.length === 0
        ? {}
        : { ignore: declared.goMod.ignore.toSorted().join(' ') }),
    },
    local: {
      go: version,
      ...(listing.failure === null ? {} : { [REFUSED]: goMessage(listing.failure) }),
      ...Object.fromEntries(mains.flatMap((main) => localDirectives(project, main))),
      ...Object.fromEntries(problems.map((problem, index) => [`${PROBLEM}${index}`, writeProblem(problem)])),
    },
    origins: { ...profiles.origins, ...fips.origins, ...cgo.origins },
  };
}

function isOffline(text: string): boolean {
  return text.includes(LOOKUP_DISABLED) || isUnreachable(text);
}

/** Where Go lists nothing: offline, or its own words. */
function listingError({ failure, flagsRefusal }: PackageListing, flags: string): CollectError {
  const message = redactMessage(goMessage(flagsRefusal ?? failure ?? ''), 'GOFLAGS', flags);
  return flagsRefusal === null && isOffline(message)
    ? new CollectError('offline', message, { fix: 'godrift check --online  # or go mod download' })
    : new CollectError('go_failed', message || 'go list failed');
}

/** Of the project's own lines; what a dependency requires nobody else tells. */
async function isTooOld(host: Host, version: string): Promise<boolean> {
  const { lines } = await host.go.selectionInputs();
  return lines.go !== null && compareGoVersions(version.replace(/^go/, ''), lines.go) < 0;
}

function refusedAltogether(refusal: string): BuildProblem {
  const newer = /requires go >= (\S+)/.exec(refusal)?.[1];
  return {
    key: 'packages',
    message: goMessage(refusal),
    expected: 'packages that Go can load',
    fix: newer === undefined ? null : `export GOTOOLCHAIN=auto  # or install Go ${newer}`,
    location: null,
    severity: 'error',
    origin: null,
  };
}

function linesFact(key: string, lines: readonly { readonly key: string; readonly value: string }[]) {
  const last = new Map(lines.map((line) => [line.key, line.value]));
  const text = [...last]
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(' ');
  return text === '' ? {} : { [key]: text };
}

function flagValue(name: string, value: string): string {
  const prefix = `-${name}=`;
  return redactFlags(`${prefix}${value}`).replace(prefix, '');
}
