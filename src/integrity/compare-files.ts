import { sortBytewise } from '../domain/sort-bytewise.ts';
import type { FileDifference } from './verify-result.ts';

/** SHA-256 in hex by name. */
export type FileHashes = ReadonlyMap<string, string>;

/** What is not as it should be, sorted by name. */
export function compareFiles(expected: FileHashes, actual: FileHashes): readonly FileDifference[] {
  const names = sortBytewise([...new Set([...expected.keys(), ...actual.keys()])]);
  return names.flatMap((name) => {
    const [was, is] = [expected.get(name) ?? null, actual.get(name) ?? null];
    if (was === is) return [];
    return {
      name,
      change: was === null ? 'added' : is === null ? 'missing' : 'changed',
      expected: was,
      actual: is,
    };
  });
}
