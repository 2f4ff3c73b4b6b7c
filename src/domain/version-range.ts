import {
  compareGoVersions,
  goLang,
  isGoLang,
  isGoPrerelease,
  type Order,
  parseGoVersion,
} from './go-version.ts';
import { type VersionDifference, versionDifference } from './version-difference.ts';

/** `version` is Go's: `1.26.0`, `1.27rc1`. */
export interface VersionBound {
  readonly operator: '<' | '<=' | '=' | '>=' | '>';
  readonly version: string;
}

/** Alternatives, each of bounds that hold together. Plain data: facts are kept as JSON. */
export type VersionRange = readonly (readonly VersionBound[])[];

const CHANGES = ['none', 'patch', 'prerelease', 'minor', 'major'] as const;

/**
 * How far a Go version is from the nearest alternative of a range. As in semver, a prerelease meets a range only if a
 * bound names a prerelease of the same version. A development build counts as the first release of its version.
 */
export function rangeDifference(range: VersionRange, actual: string): VersionDifference {
  const version = isGoLang(actual) ? `${actual}.0` : actual;
  return range
    .map((bounds) => boundsDifference(bounds, version))
    .reduce<VersionDifference>(
      (nearest, next) => (CHANGES.indexOf(next.change) < CHANGES.indexOf(nearest.change) ? next : nearest),
      { change: 'major', order: compareGoVersions(version, range[0]?.[0]?.version ?? '') },
    );
}

function boundsDifference(bounds: readonly VersionBound[], version: string): VersionDifference {
  const broken = bounds.find(
    ({ operator, version: bound }) => !holds(operator, compareGoVersions(version, bound)),
  );
  if (broken !== undefined) return brokenDifference(broken, version);
  const isAdmitted =
    !isGoPrerelease(version) ||
    bounds.some(({ version: bound }) => isGoPrerelease(bound) && goLang(bound) === goLang(version));
  return isAdmitted ? { change: 'none', order: 0 } : { change: 'prerelease', order: -1 };
}

function holds(operator: VersionBound['operator'], order: Order): boolean {
  if (order === 0) return operator.includes('=');
  return operator.startsWith(order < 0 ? '<' : '>');
}

function brokenDifference({ operator, version: bound }: VersionBound, version: string): VersionDifference {
  const { change } = versionDifference(bound, version);
  const order = operator === '=' ? compareGoVersions(version, bound) : operator.startsWith('<') ? 1 : -1;
  if (change === 'minor' || change === 'major') return { change, order };
  // The last version below 1.26.0 is a 1.25.
  const { minor, patch, kind } = parseGoVersion(bound) ?? { minor: '', patch: '', kind: '' };
  if (operator === '<' && kind === '' && (patch === '' || patch === '0'))
    return { change: minor === '0' ? 'major' : 'minor', order };
  return { change: change === 'none' ? 'patch' : change, order };
}
