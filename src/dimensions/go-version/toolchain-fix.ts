import type { VersionDeclaration } from '../../domain/declared.ts';
import { declaredDifference } from '../../domain/declared-difference.ts';
import type { Facts } from '../../domain/facts.ts';
import { firstRelease } from '../../domain/first-release.ts';
import { compareGoVersions, fromToolchain, goLang } from '../../domain/go-version.ts';
import { declaredPlace } from './declared-place.ts';
import { editDeclarationFix } from './edit-declaration-fix.ts';
import { type GoVersionExpectation, leastVersion } from './expectation.ts';
import { selectToolchain } from './select-toolchain.ts';

/** What a person can do so that a declaration is met: a toolchain of this machine, else a release that meets it. */
export function toolchainFix(
  declaration: VersionDeclaration,
  facts: Facts,
  expected: GoVersionExpectation,
): string {
  const { dir } = expected;
  const least = leastVersion(expected);
  const toolchain = presentToolchain(declaration, facts, expected);
  if (toolchain !== null) return selectToolchain(toolchain, facts);
  const release = firstRelease(declaration, least?.version ?? null);
  if (release !== null) return selectToolchain(`go${release}`, facts);
  // A GOTOOLCHAIN below the go line is one that Go refuses.
  return least !== null && firstRelease(declaration, null) !== null
    ? editDeclarationFix(declaration, least, dir)
    : `run a Go release that meets ${declaration.version} (${declaredPlace(declaration, dir)})`;
}

/** The newest toolchain on this machine that meets a declaration and the `go` line; null where there is none. */
export function presentToolchain(
  declaration: VersionDeclaration,
  { local: { toolchains = '' } }: Facts,
  expected: GoVersionExpectation,
): string | null {
  const { minimum } = expected;
  const least = leastVersion(expected);
  const isMinimum = declaration.kind === 'go' || (declaration.kind === 'toolchain' && minimum !== null);
  const meets = (version: string): boolean => {
    if (version === '' || (least !== null && compareGoVersions(version, least.version) < 0)) return false;
    if (!isMinimum) return declaredDifference(declaration, version).change === 'none';
    // Another minor version would be the next finding.
    return (
      goLang(version) === goLang(declaration.version) && compareGoVersions(version, declaration.version) >= 0
    );
  };
  const [newest = null] = toolchains
    .split(' ')
    .filter((name) => meets(fromToolchain(name)))
    .toSorted((a, b) => compareGoVersions(fromToolchain(b), fromToolchain(a)));
  return newest;
}
