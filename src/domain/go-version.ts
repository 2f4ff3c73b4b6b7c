/** A Go version taken apart. Numbers are decimal strings of any size; what is not written is `''`. */
export interface GoVersion {
  readonly major: string;
  readonly minor: string;
  readonly patch: string;
  /** `''`, or letters such as `alpha`, `beta`, `rc`. */
  readonly kind: string;
  readonly pre: string;
}

export type Order = -1 | 0 | 1;

const INVALID: GoVersion = { major: '', minor: '', patch: '', kind: '', pre: '' };
const GRAMMAR =
  /^(?<major>0|[1-9]\d*)(?:\.(?<minor>0|[1-9]\d*)(?:\.(?<patch>0|[1-9]\d*)|(?<kind>[a-z]+)(?<pre>0|[1-9]\d*)?)?)?$/;

/**
 * Takes a version without `go` prefix apart (`1.22`, `1.21rc1`, `1.21.0`), as `Parse` in Go's internal/gover/gover.go;
 * null if it is malformed.
 */
export function parseGoVersion(text: string): GoVersion | null {
  const parts = GRAMMAR.exec(text)?.groups;
  if (parts?.major === undefined) return null;
  const { major, minor = '', patch = '', kind = '', pre = '' } = parts;
  if (minor === '') return { ...INVALID, major, minor: '0', patch: '0' };
  // Until Go 1.20 the first release of 1.N was called 1.N; since 1.21 it is 1.N.0 and 1.N is the language version.
  const isFirstRelease = patch === '' && kind === '' && compareDecimals(minor, '21') < 0;
  return { major, minor, patch: isFirstRelease ? '0' : patch, kind, pre };
}

/**
 * Order of two versions without `go` prefix, as `Compare` in Go's internal/gover/gover.go: malformed ones are older than
 * valid ones and equal to each other; `1.21 < 1.21rc1 < 1.21.0`, yet `1.20rc1 < 1.20` and `1.20` equals `1.20.0`.
 */
export function compareGoVersions(a: string, b: string): Order {
  const x = parseGoVersion(a) ?? INVALID;
  const y = parseGoVersion(b) ?? INVALID;
  return (
    compareDecimals(x.major, y.major) ||
    compareDecimals(x.minor, y.minor) ||
    compareDecimals(x.patch, y.patch) ||
    compareText(x.kind, y.kind) ||
    compareDecimals(x.pre, y.pre)
  );
}

/** The language version: `1.22` for `1.22.3` and `1.22rc1`; `''` if malformed. */
export function goLang(text: string): string {
  const version = parseGoVersion(text);
  if (version === null) return '';
  return version.major === '1' && version.minor === '0' ? '1' : `${version.major}.${version.minor}`;
}

/** Whether it names a language version (`1.22`) and not a release; before 1.21 there is no such difference. */
export function isGoLang(text: string): boolean {
  const version = parseGoVersion(text);
  return version !== null && version.patch === '' && version.kind === '';
}

/**
 * Whether it names a language version that no toolchain is called: since 1.21 its first release ends in .0
 * (golang.org/issue/62278).
 */
export function isOnlyLanguage(text: string): boolean {
  return isGoLang(text) && compareGoVersions(text, '1.21') >= 0;
}

export function isGoPrerelease(text: string): boolean {
  return (parseGoVersion(text)?.kind ?? '') !== '';
}

export function isValidGoVersion(text: string): boolean {
  return GRAMMAR.test(text);
}

/**
 * The version that a toolchain's name stands for (`1.22.3` of `go1.22.3-bigcorp`), `''` if it names none;
 * as `FromToolchain` in Go's cmd/go/internal/gover/toolchain.go.
 */
export function fromToolchain(name: string): string {
  return /[\\/]/.test(name) ? '' : leadingGoVersion(name);
}

/** The version at the start of `goVERSION`, `goVERSION-…` or `goVERSION …`; `''` if there is none. */
export function leadingGoVersion(name: string): string {
  if (!name.startsWith('go')) return '';
  const version = name.slice(2).split(/[ \t-]/, 1)[0] ?? '';
  return isValidGoVersion(version) ? version : '';
}

/** Order of two decimal numbers of any size without leading zeros; `''` comes first. */
export function compareDecimals(a: string, b: string): Order {
  if (a.length !== b.length) return a.length < b.length ? -1 : 1;
  return compareText(a, b);
}

function compareText(a: string, b: string): Order {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
