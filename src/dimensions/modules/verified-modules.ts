import type { GoSums } from '../../domain/go-sum.ts';
import {
  MODULE_STATES,
  type ModuleVerification,
  moduleVerificationFile,
  parseModuleVerification,
  type RecordedMismatch,
  seenAs,
} from '../../domain/module-verification.ts';
import type { Project } from '../../domain/project.ts';
import type { Host } from '../../host/host.ts';
import type { ListedModule } from './build-list.ts';
import type { ChecksumMismatch } from './checksum-mismatch.ts';

export interface VerifiedModules {
  readonly mismatches: readonly ChecksumMismatch[];
  /** `state=count` of each state; null where nothing was ever verified here. */
  readonly counts: string | null;
}

/**
 * What the last `cache verify` says of this build list. A mismatch stands as long as the files that showed it look the same, and
 * go.sum demands what it did; then nobody knows.
 */
export function verifiedModules(
  host: Host,
  project: Project,
  { modules, sums }: { readonly modules: readonly ListedModule[]; readonly sums: GoSums },
): VerifiedModules {
  const record = readRecord(host, project);
  if (record === null) return { mismatches: [], counts: null };
  const standing = record.mismatches.filter((mismatch) => stands(host, mismatch, sums));
  const stateOf = ({ path, version, replace }: ListedModule) => {
    const known = record.modules[path];
    const used = replace ?? { path, version };
    // A directory has no version, and its record only says that it was read.
    if (known === undefined || (used.version !== '' && known.used !== `${used.path}@${used.version}`))
      return 'unverified';
    if (known.state !== 'mismatch') return known.state;
    return standing.some((mismatch) => mismatch.path === path) ? 'mismatch' : 'unverified';
  };
  const listed = modules.filter(({ main }) => !main);
  const states = listed.map(stateOf);
  const counts = MODULE_STATES.map((state) => `${state}=${states.filter((one) => one === state).length}`);
  return {
    mismatches: standing
      .filter(({ path }) => listed.some((module) => module.path === path))
      .map(({ origin, seen: _, used: __, ...mismatch }) => ({
        ...mismatch,
        origin: origin.replaceAll(/\s/g, '%20'),
      })),
    counts: counts.join(' '),
  };
}

function readRecord(host: Host, project: Project): ModuleVerification | null {
  if (host.stateDir === null) return null;
  const text = host.readText(moduleVerificationFile(host.stateDir, project.dir));
  return text === null ? null : parseModuleVerification(text);
}

function stands(host: Host, { seen, expected, used }: RecordedMismatch, sums: GoSums): boolean {
  const key = used.replace(/@(?=[^@]*$)/, ' ');
  const lines = [key, `${key}/go.mod`].flatMap((each) => sums.get(each) ?? []);
  // Of a vendored file go.sum says nothing, nor of a module that it does not name.
  const demanded =
    !expected.startsWith('h1:') || lines.length === 0 || lines.some(({ hash }) => hash === expected);
  return demanded && Object.entries(seen).every(([name, was]) => looks(host, name, was));
}

function looks(host: Host, path: string, was: string): boolean {
  // go.sum is compared by its lines: it changes for other reasons too.
  return path.endsWith('.sum') || seenAs(host.stat(path)) === was;
}
