import type { VersionDeclaration } from './declared.ts';
import { declaredDifference } from './declared-difference.ts';
import { compareGoVersions, isOnlyLanguage } from './go-version.ts';

/**
 * The oldest release that meets a declaration and is not below `floor` (a `go` line); null where the declaration names no
 * lower bound, or nothing meets both. Before 1.21 the first release of 1.20 is 1.20 itself.
 */
export function firstRelease(
  declaration: Pick<VersionDeclaration, 'version' | 'range' | 'fallbacks'>,
  floor: string | null,
): string | null {
  const { version, range } = declaration;
  const lower =
    range === undefined
      ? [version]
      : range.flatMap((bounds) =>
          bounds
            .filter(({ operator }) => operator.includes('=') && operator !== '<=')
            .map((bound) => bound.version),
        );
  const [oldest = null] = [...lower, ...(floor === null ? [] : [floor])]
    .map(releaseOf)
    .filter((release) => floor === null || compareGoVersions(release, floor) >= 0)
    .filter((release) => declaredDifference(declaration, release).change === 'none')
    .toSorted(compareGoVersions);
  return oldest;
}

function releaseOf(version: string): string {
  const language = version.includes('.') ? version : `${version}.0`;
  return isOnlyLanguage(language) ? `${language}.0` : language;
}
