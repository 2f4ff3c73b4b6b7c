import type { VersionChange } from './finding.ts';
import { compareGoVersions, type Order, parseGoVersion } from './go-version.ts';

export interface VersionDifference {
  readonly change: VersionChange;
  /** Where `actual` stands: -1 older than declared, 0 meets it, 1 newer. */
  readonly order: Order;
}

const MET: VersionDifference = { change: 'none', order: 0 };

/**
 * How far a Go version is from the declared one, at the precision the latter is written: `1` is met by every 1.x,
 * `1.22` by every release 1.22.x and by its development builds (`1.22`), not by `1.22rc1`; `1.22.3` and `1.22rc1`
 * only by themselves. Both are without `go` prefix; a malformed one differs by `major` from all but itself.
 */
export function versionDifference(declared: string, actual: string): VersionDifference {
  if (declared === actual) return MET;
  const wanted = parseGoVersion(declared);
  const found = parseGoVersion(actual);
  const order = compareGoVersions(actual, declared);
  if (wanted === null || found === null || wanted.major !== found.major) return { change: 'major', order };

  const precision = declared.split('.').length;
  if (precision === 1) return MET;
  if (wanted.minor !== found.minor) return { change: 'minor', order };

  const declaresMinor = precision === 2 && wanted.kind === '';
  // Go sorts 1.22 before 1.22rc1, but what is declared is any release, and a candidate precedes them all.
  if (declaresMinor) return found.kind === '' ? MET : { change: 'prerelease', order: -1 };
  if (order === 0) return MET;
  const isRelease = wanted.patch !== '' && found.patch !== '';
  return { change: isRelease ? 'patch' : 'prerelease', order };
}
