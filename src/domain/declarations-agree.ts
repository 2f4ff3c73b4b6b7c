import type { VersionDeclaration } from './declared.ts';
import { declaredDifference } from './declared-difference.ts';
import { compareGoVersions, goLang, isGoPrerelease, parseGoVersion } from './go-version.ts';
import type { VersionBound } from './version-range.ts';
import type { VersionRequirement } from './version-text.ts';

/** Bounds that hold together; a lower one comes first where both are there. */
type Interval = readonly VersionBound[];

/** A way to meet a declaration; a minimum is Go's own, which accepts prereleases. */
interface Accepted extends VersionRequirement {
  readonly isMinimum: boolean;
}

/** Whether one Go version can meet both. A `go` or `toolchain` line is a minimum, all others are met as written. */
export function declarationsAgree(a: VersionDeclaration, b: VersionDeclaration): boolean {
  return acceptedBy(a).some((one) => acceptedBy(b).some((other) => overlap(one, other)));
}

function acceptedBy(declaration: VersionDeclaration): readonly Accepted[] {
  const { kind, version, range, fallbacks = [] } = declaration;
  if (kind !== 'exact') return [{ version, range: [[{ operator: '>=', version }]], isMinimum: true }];
  const first: VersionRequirement = range === undefined ? { version } : { version, range };
  return [first, ...fallbacks].map((requirement) => ({ ...requirement, isMinimum: false }));
}

function overlap(one: Accepted, other: Accepted): boolean {
  if (isRelease(one)) return accepts(other, one.version);
  if (isRelease(other)) return accepts(one, other.version);
  return intervalsOf(one).some((x) => intervalsOf(other).some((y) => intersect([...x, ...y])));
}

/** Whether it names one release or prerelease, and nothing else meets it. */
function isRelease({ version, range }: VersionRequirement): boolean {
  return range === undefined && (version.split('.').length > 2 || isGoPrerelease(version));
}

function accepts(accepted: Accepted, release: string): boolean {
  if (accepted.isMinimum) return compareGoVersions(release, accepted.version) >= 0;
  return declaredDifference(accepted, release).change === 'none';
}

function intervalsOf({ version, range }: VersionRequirement): readonly Interval[] {
  if (range !== undefined) return range;
  const { major, minor } = parseGoVersion(version) ?? { major: '0', minor: '0' };
  const next = (number: string) => String(BigInt(number) + 1n);
  const isMajor = !version.includes('.');
  const [low, high] = isMajor
    ? [`${major}.0.0`, next(major)]
    : [`${major}.${minor}.0`, `${major}.${next(minor)}`];
  return [
    [
      { operator: '>=', version: low },
      { operator: '<', version: high },
    ],
  ];
}

/** Whether some version is within all bounds: whether each lower one is below each upper one. */
function intersect(bounds: readonly VersionBound[]): boolean {
  const lower = bounds.filter(({ operator }) => !operator.startsWith('<'));
  const upper = bounds.filter(({ operator }) => !operator.startsWith('>'));
  return lower.every((low) =>
    upper.every((high) => {
      // No prerelease of 1.26.0 is within <1.26.0: the language version sorts before them.
      const end = high.operator === '<' && high.version.endsWith('.0') ? goLang(high.version) : high.version;
      const order = compareGoVersions(low.version, end);
      return order === 0 ? low.operator.includes('=') && high.operator.includes('=') : order < 0;
    }),
  );
}
