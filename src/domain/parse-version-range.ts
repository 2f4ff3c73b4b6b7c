import Range from 'semver/classes/range.js';
import { isValidGoVersion } from './go-version.ts';
import type { VersionBound, VersionRange } from './version-range.ts';

/** What a range of semver accepts, as versions of Go; null where it is malformed. */
export function parseVersionRange(text: string): VersionRange | null {
  try {
    // Go writes 1.27rc1 what semver writes 1.27.0-rc.1.
    const { set } = new Range(text.replaceAll(/(\d+\.\d+)(alpha|beta|rc)(\d+)/g, '$1.0-$2.$3'));
    return set.map((comparators) =>
      comparators
        // `*` has a symbol in place of a version.
        .filter(({ semver }) => typeof semver === 'object')
        .map(({ operator, semver: { major, minor, patch, prerelease } }): VersionBound => {
          const version = goVersionOf(`${major}.${minor}`, patch, prerelease);
          if (!isValidGoVersion(version)) throw new TypeError(version);
          return { operator: operator === '' ? '=' : operator, version };
        }),
    );
  } catch (cause) {
    if (cause instanceof TypeError) return null;
    throw cause;
  }
}

function goVersionOf(language: string, patch: number, prerelease: readonly (string | number)[]): string {
  const [kind, number = ''] = prerelease;
  if (kind === undefined) return `${language}.${patch}`;
  // semver ends `~1.25.0` before 1.26.0-0, its least prerelease; in Go the language version comes before all of them.
  if (kind === 0) return language;
  return patch === 0 && prerelease.length <= 2 ? `${language}${kind}${number}` : '';
}
