import { relative } from 'node:path';
import type { VersionDeclaration } from '../../domain/declared.ts';

/** File and line of a declaration, from the project's directory. */
export function declaredPlace({ source, location }: VersionDeclaration, dir: string): string {
  return `${relative(dir, location.file) || source}:${location.line}`;
}
