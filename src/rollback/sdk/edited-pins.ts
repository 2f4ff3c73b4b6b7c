import type { Declared, VersionDeclaration } from '../../domain/declared.ts';

/** The version files that a rollback of a project edits: all that pin a version but godrift.yaml. */
export function editedPins({ versions }: Pick<Declared, 'versions'>): readonly VersionDeclaration[] {
  return versions.filter(({ kind, source }) => kind === 'exact' && source !== 'godrift.yaml');
}
