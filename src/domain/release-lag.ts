import { compareDecimals, compareGoVersions, goLang, isGoPrerelease, parseGoVersion } from './go-version.ts';

/** How far the Go that runs is from the releases that a module proxy knows. Versions are without `go` prefix. */
export interface ReleaseLag {
  readonly running: string;
  /** The newest release of all, and of the same minor version. */
  readonly newest: string;
  readonly newestPatch: string;
  /** Releases of the same minor version that are newer. */
  readonly patch: number;
  /** Minor versions that are newer. */
  readonly minor: number;
  /** By Go's release policy (go.dev/doc/devel/release#policy): until there are two newer minor versions. */
  readonly supported: boolean;
}

/** How far it is, or why that is not known. */
export type Upstream =
  | ({ readonly state: 'known' } & ReleaseLag)
  | { readonly state: 'unknown'; readonly reason: 'offline' | 'unsupported'; readonly message: string };

/** Null where the version or the list holds no release. Release candidates count for nothing. */
export function releaseLag(running: string, known: readonly string[]): ReleaseLag | null {
  const releases = known
    .filter((version) => parseGoVersion(version)?.patch && !isGoPrerelease(version))
    .toSorted(compareGoVersions);
  const newest = releases.at(-1);
  if (newest === undefined || parseGoVersion(running) === null) return null;
  const lang = goLang(running);
  const later = releases.filter((version) => compareGoVersions(version, running) > 0);
  const patches = later.filter((version) => goLang(version) === lang);
  const minors = new Set(later.map(goLang).filter((other) => isLaterMinor(other, lang)));
  return {
    running,
    newest,
    newestPatch: patches.at(-1) ?? running,
    patch: patches.length,
    minor: minors.size,
    supported: minors.size < 2,
  };
}

/** Not by Go's order, in which a candidate of 1.27 comes after 1.27. */
function isLaterMinor(a: string, b: string): boolean {
  const [x, y] = [parseGoVersion(a), parseGoVersion(b)];
  if (x === null || y === null) return false;
  return (compareDecimals(x.major, y.major) || compareDecimals(x.minor, y.minor)) > 0;
}
