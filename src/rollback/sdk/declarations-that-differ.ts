import type { Declared, VersionDeclaration } from '../../domain/declared.ts';
import { versionDifference } from '../../domain/version-difference.ts';

/** Declarations, other than `go` lines, that `to` (`go1.25.4`) does not meet. A go.mod below a go.work has no toolchain line in force. */
export function declarationsThatDiffer(declared: Declared, to: string): readonly VersionDeclaration[] {
  const version = to.replace(/^go/, '').split(/[ \t-]/, 1)[0] ?? '';
  return declared.versions.filter(
    ({ kind, source, version: wanted }) =>
      kind !== 'go' &&
      (source !== 'go.mod' || declared.goWork === null) &&
      versionDifference(wanted, version).change !== 'none',
  );
}
