import { isValidGoVersion } from './go-version.ts';
import type { VersionRange } from './version-range.ts';

/** One way to meet a declaration. */
export interface VersionRequirement {
  /** Without `go` or `v` prefix: `1.22`, `1.22.3`, `1.23rc1`. A range is as written: `>=1.24 <1.27`. */
  readonly version: string;
  /** What a range accepts; without it, `version` is met at the precision it is written. */
  readonly range?: VersionRange;
}

/** Names that version managers give to what has no version of its own: the system's Go, the newest, a path, a query. */
const UNVERSIONED = /^(?:system|latest|lts|stable|oldstable|tip|master|gotip)$|:|\{\{/;
/** Releases of one language version: mise's `prefix:1.26`, asdf's `latest:1.26`. */
const PREFIX = /^(?:prefix|latest):(?=v?\d)/;
/** How semver writes a prerelease of Go: 1.27.0-rc.1 is 1.27rc1. */
const SEMVER_PRERELEASE = /^(\d+\.\d+)\.0-(alpha|beta|rc)\.?(\d+)$/;

/** What a version means to a version manager: `none` where it names no version, null where it is malformed. */
export async function readVersionText(text: string): Promise<VersionRequirement | 'none' | null> {
  const written = text.replace(PREFIX, '');
  if (UNVERSIONED.test(written)) return 'none';
  const version = written.replace(/^(?:go|v)(?=\d)/, '').replace(SEMVER_PRERELEASE, '$1$2$3');
  if (isValidGoVersion(version)) return { version };
  if (!isRangeText(written)) return null;
  // Most projects declare no range, and semver takes longer to load than the rest of their files to read.
  const range = (await import('./parse-version-range.ts')).parseVersionRange(written);
  return range === null ? null : { version: written, range };
}

/** Whether a text is meant as a range of semver (`^1.26`, `1.26.x`, `1.24 - 1.26`, `1.25 || 1.26`), valid or not. */
function isRangeText(text: string): boolean {
  return /^[<>=^~*]|^[xX]$|\|\||\s-\s|\.[xX*](?![^.\s|-])/.test(text);
}
