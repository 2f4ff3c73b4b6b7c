import type { Declared, VersionDeclaration } from './declared.ts';
import { declaredDifference } from './declared-difference.ts';
import { fromToolchain } from './go-version.ts';

/** The exact declarations that a toolchain (`go1.25.4`) does not meet. Empty: the project accepts it everywhere. */
export function declarationsThatDiffer(declared: Declared, to: string): readonly VersionDeclaration[] {
  const version = fromToolchain(to);
  return declared.versions.filter(
    (declaration) =>
      declaration.kind === 'exact' && declaredDifference(declaration, version).change !== 'none',
  );
}
