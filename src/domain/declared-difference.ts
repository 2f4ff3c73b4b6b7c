import type { VersionDeclaration } from './declared.ts';
import { type VersionDifference, versionDifference } from './version-difference.ts';
import { rangeDifference } from './version-range.ts';
import type { VersionRequirement } from './version-text.ts';

/** How far a Go version is from a declaration: from its first version, unless it meets one of the others. */
export function declaredDifference(
  declaration: Pick<VersionDeclaration, 'version' | 'range' | 'fallbacks'>,
  actual: string,
): VersionDifference {
  const first = requirementDifference(declaration, actual);
  if (first.change === 'none') return first;
  const others = (declaration.fallbacks ?? []).map((fallback) => requirementDifference(fallback, actual));
  return others.find(({ change }) => change === 'none') ?? first;
}

function requirementDifference({ version, range }: VersionRequirement, actual: string): VersionDifference {
  return range === undefined ? versionDifference(version, actual) : rangeDifference(range, actual);
}
