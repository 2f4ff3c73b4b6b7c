import { hash1 } from '../domain/dirhash.ts';
import { sortBytewise } from '../domain/sort-bytewise.ts';
import { fileHashes } from './file-hashes.ts';
import type { PackedTree } from './packed-tree.ts';

/**
 * The h1 of a module's directory; null where a name has a newline, which Go does not take either. In a `toolchain` Go copies
 * each `_go.mod` to go.mod (cmd/go/internal/toolchain: Exec): such copies do not count.
 */
export function moduleSum(tree: PackedTree, prefix: string, toolchain = false): string | null {
  const hashes = fileHashes(tree);
  const isCopy = (name: string) =>
    /(?:^|\/)go\.mod$/.test(name) && hashes.get(name) === hashes.get(name.replace(/go\.mod$/, '_go.mod'));
  const names = [...hashes.keys()].filter((name) => !(toolchain && isCopy(name)));
  if (names.some((name) => name.includes('\n'))) return null;
  return hash1(
    sortBytewise(names).map((name) => ({ name: `${prefix}/${name}`, sha256: hashes.get(name) ?? '' })),
  );
}
