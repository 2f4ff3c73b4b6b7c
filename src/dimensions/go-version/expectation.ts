import type { Declared, VersionDeclaration } from '../../domain/declared.ts';
import { compareGoVersions } from '../../domain/go-version.ts';
import { versionDifference } from '../../domain/version-difference.ts';

export interface GoVersionExpectation {
  /** The most exact declaration: godrift.yaml, .go-version and its kin, a toolchain line. */
  readonly exact: VersionDeclaration | null;
  /** The highest `go` line: Go refuses to build with less. */
  readonly floor: VersionDeclaration | null;
  /** Declarations that cannot hold together with the most exact one. */
  readonly contradictions: readonly {
    readonly exact: VersionDeclaration;
    readonly other: VersionDeclaration;
  }[];
}

export function expectGoVersion(declared: Declared): GoVersionExpectation {
  const exact = declared.versions.find((declaration) => declaration.kind !== 'go') ?? null;
  const floors = declared.versions.filter((declaration) => declaration.kind === 'go');
  const floor = floors.reduce<VersionDeclaration | null>(
    (highest, next) =>
      highest === null || compareGoVersions(next.version, highest.version) > 0 ? next : highest,
    null,
  );
  return { exact, floor, contradictions: contradictionsOf(declared.versions) };
}

function contradictionsOf(versions: readonly VersionDeclaration[]): GoVersionExpectation['contradictions'] {
  const exact = versions.find((declaration) => declaration.kind === 'exact');
  if (exact === undefined) return [];
  return versions
    .filter((other) => other !== exact && contradicts(exact, other))
    .map((other) => ({ exact, other }));
}

/** Lines of go.mod and go.work only ever raise: they contradict an exact version that is lower. */
function contradicts(exact: VersionDeclaration, other: VersionDeclaration): boolean {
  if (other.kind === 'exact') {
    const [coarse, fine] = precision(exact) <= precision(other) ? [exact, other] : [other, exact];
    return versionDifference(coarse.version, fine.version).change !== 'none';
  }
  return (
    versionDifference(exact.version, other.version).change !== 'none' &&
    compareGoVersions(other.version, exact.version) > 0
  );
}

function precision(declaration: VersionDeclaration): number {
  return declaration.version.split('.').length;
}
