import { compareGoVersions } from '../../domain/go-version.ts';
import { runningVersion } from '../../domain/go-version-output.ts';

/** Whether a Go, as `go version` calls it, is older than 1.21: the first one with GOTOOLCHAIN and `toolchain` lines. */
export function knowsNoToolchains(version: string): boolean {
  const comparable = runningVersion(version);
  return comparable !== null && compareGoVersions(comparable, '1.21') < 0;
}
