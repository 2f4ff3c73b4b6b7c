import type { VersionDeclaration } from '../../domain/declared.ts';
import { declaredPlace } from './declared-place.ts';

/** Go refuses every version that this declaration accepts: only another declaration helps. */
export function editDeclarationFix(
  declaration: VersionDeclaration,
  floor: VersionDeclaration,
  dir: string,
): string {
  return `edit ${declaredPlace(declaration, dir)}: it declares ${declaration.version}, but ${floor.source} requires go >= ${floor.version}`;
}
