import { leadingGoVersion } from './go-version.ts';

export interface GoVersionOutput {
  /** As the toolchain calls itself, spaces included: `go1.26.8`, `devel go1.24-ffb3e574 <date>`. */
  readonly version: string;
  readonly goos: string;
  readonly goarch: string;
}

/** What `go version` printed, as one line; null if it is not of the form `go version <version> <os>/<arch>`. */
export function parseGoVersionOutput(line: string): GoVersionOutput | null {
  const parts = /^go version (?<version>\S(?:.*\S)?) (?<goos>[a-z0-9]+)\/(?<goarch>[a-z0-9]+)$/.exec(
    line.trim(),
  )?.groups;
  if (parts?.version === undefined || parts.goos === undefined || parts.goarch === undefined) return null;
  return { version: parts.version, goos: parts.goos, goarch: parts.goarch };
}

/**
 * The comparable version, without `go` prefix, in what runtime.Version() says; null if it cannot be told.
 * A development build counts as its language version (`1.24` of `devel go1.24-ffb3e574 <date>`), as in cmd/go.
 */
export function runningVersion(runtimeVersion: string): string | null {
  const name = runtimeVersion.startsWith('devel ') ? runtimeVersion.slice('devel '.length) : runtimeVersion;
  return leadingGoVersion(name) || null;
}
