import { declarationsAgree } from '../../domain/declarations-agree.ts';
import type { Declared, GoMod, VersionDeclaration } from '../../domain/declared.ts';
import { compareGoVersions } from '../../domain/go-version.ts';
import type { Project } from '../../domain/project.ts';

export interface GoVersionExpectation {
  /** Absolute: files are named from here. */
  readonly dir: string;
  /** The most exact declaration: godrift.yaml, .go-version and its kin, a toolchain line. */
  readonly exact: VersionDeclaration | null;
  /** The highest `go` line: Go refuses to build with less. */
  readonly floor: VersionDeclaration | null;
  /** The first Go that knows every directive of go.mod: Go refuses to build with less. */
  readonly oldest: VersionDeclaration | null;
  /** With `go_line: minimum`: a newer Go is in sync, and a `toolchain` line is not exact. */
  readonly minimum: { readonly toolchain: VersionDeclaration | null } | null;
  /** Declarations that cannot hold together with the most exact one. */
  readonly contradictions: readonly {
    readonly exact: VersionDeclaration;
    readonly other: VersionDeclaration;
  }[];
}

export function expectGoVersion(
  { versions, config, goMod }: Declared,
  { dir, goModFile }: Project,
): GoVersionExpectation {
  const isMinimum = config.goLine === 'minimum';
  const floor = versions
    .filter(({ kind }) => kind === 'go')
    .reduce<VersionDeclaration | null>(
      (highest, next) =>
        highest === null || compareGoVersions(next.version, highest.version) > 0 ? next : highest,
      null,
    );
  return {
    dir,
    exact: versions.find(({ kind }) => kind === 'exact' || (kind === 'toolchain' && !isMinimum)) ?? null,
    floor,
    oldest: oldestOf(goMod, goModFile),
    minimum: isMinimum ? { toolchain: versions.find(({ kind }) => kind === 'toolchain') ?? null } : null,
    contradictions: contradictionsOf(versions),
  };
}

function oldestOf(goMod: GoMod | null, file: string | null): VersionDeclaration | null {
  if (goMod?.oldest === undefined || file === null) return null;
  const { version, line } = goMod.oldest;
  return { source: 'go.mod', kind: 'go', version, location: { file, line } };
}

/** The least version that Go accepts for a project's files; null where every one is. */
export function leastVersion({
  floor,
  oldest,
}: Pick<GoVersionExpectation, 'floor' | 'oldest'>): VersionDeclaration | null {
  if (floor === null || oldest === null) return floor ?? oldest;
  return compareGoVersions(oldest.version, floor.version) > 0 ? oldest : floor;
}

/** Lines of go.mod and go.work only ever raise: they contradict an exact version that is lower. */
function contradictionsOf(versions: readonly VersionDeclaration[]): GoVersionExpectation['contradictions'] {
  const exact = versions.find((declaration) => declaration.kind === 'exact');
  if (exact === undefined) return [];
  return versions
    .filter((other) => other !== exact && !declarationsAgree(exact, other))
    .map((other) => ({ exact, other }));
}
