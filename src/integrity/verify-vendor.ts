import { dirname, join } from 'node:path';
import type { FileHashes } from './compare-files.ts';
import { fileHashes } from './file-hashes.ts';
import type { VendoredPackages } from './module-plan.ts';
import type { ModuleTruth, VerifyModulesOptions } from './verify-modules.ts';
import type { FileDifference, VerifyFinding } from './verify-result.ts';

/**
 * Compares a vendor directory with the modules that it was made from: it holds some of each one's files, unchanged. What a
 * package lacks is not seen, since Go leaves out tests and what its build constraints exclude.
 */
export async function verifyVendor(
  { dir, modules }: VendoredPackages,
  truths: ReadonlyMap<string, ModuleTruth>,
  { pool, index, full }: VerifyModulesOptions,
): Promise<readonly VerifyFinding[]> {
  const tree = await pool.run('tree', { root: dir, known: full ? null : index.get(dir) });
  if (!tree.unchanged && tree.problems.length === 0) index.put(dir, tree);
  const byModule = filesByModule(fileHashes(tree), modules);
  const fix = 'go mod vendor, or git checkout -- vendor';
  const base = {
    part: 'vendor',
    line: null,
    expected: null,
    actual: null,
    source: null,
    files: [],
    fix,
  } as const;
  const unread = tree.problems.map(
    ({ name, kind, errno }): VerifyFinding => ({
      ...base,
      ...ownerOf(name, modules, truths),
      state: kind === 'special' ? 'mismatch' : 'unverified',
      file: join(dir, name),
      message: kind === 'special' ? 'neither a file nor a directory' : `cannot be read (${errno})`,
    }),
  );
  const compared = await Promise.all(
    [...byModule].map(async ([path, files]): Promise<readonly VerifyFinding[]> => {
      const owner = truths.get(path);
      const version = owner?.module.version ?? '';
      if (owner === undefined)
        return [...files.keys()].map((name) => ({
          ...base,
          module: path,
          version,
          state: 'mismatch',
          file: join(dir, path, name),
          actual: files.get(name) ?? null,
          files: [{ name, change: 'added', expected: null, actual: files.get(name) ?? null }],
          message: 'belongs to no module of vendor/modules.txt',
        }));
      const truth = await owner.truth();
      const root = join(dir, path);
      if (truth === null) {
        const message = 'nothing verified is left to compare it with: the module is not in the module cache';
        const restore = `go mod download '${owner.used}'`;
        return [{ ...base, module: path, version, state: 'unverified', file: root, message, fix: restore }];
      }
      const differences = [...files].flatMap(([name, actual]): readonly FileDifference[] => {
        const expected = truth.get(name) ?? null;
        return expected === actual
          ? []
          : [{ name, change: expected === null ? 'added' : 'changed', expected, actual }];
      });
      const [first] = differences;
      if (first === undefined) return [];
      const { expected, actual } = first;
      const file = join(root, first.name);
      const source = owner.used.startsWith('/') ? owner.used : `$GOMODCACHE/${owner.used}`;
      const message = `${differences.length === 1 ? 'it is' : `${differences.length} files are`} not the module's`;
      return [
        {
          ...base,
          module: path,
          version,
          state: 'mismatch',
          file,
          expected,
          actual,
          source,
          files: differences,
          message,
        },
      ];
    }),
  );
  return [...unread, ...compared.flat()];
}

/** Files below each module's own directory, the longest module path first; vendor/modules.txt is Go's own. */
function filesByModule(
  files: FileHashes,
  modules: readonly string[],
): ReadonlyMap<string, Map<string, string>> {
  const known = new Set(modules);
  const byModule = new Map<string, Map<string, string>>();
  for (const [file, hash] of files) {
    if (file === 'modules.txt') continue;
    const module = moduleOf(file, known) ?? dirname(file);
    const own = byModule.get(module) ?? new Map<string, string>();
    byModule.set(module, own.set(file.slice(module.length + 1), hash));
  }
  return byModule;
}

function moduleOf(file: string, modules: ReadonlySet<string>): string | null {
  for (let dir = dirname(file); dir !== '.'; dir = dirname(dir)) if (modules.has(dir)) return dir;
  return null;
}

function ownerOf(
  name: string,
  modules: readonly string[],
  truths: ReadonlyMap<string, ModuleTruth>,
): Pick<VerifyFinding, 'module' | 'version'> {
  const module = moduleOf(`${name}/`, new Set(modules)) ?? dirname(name);
  return { module, version: truths.get(module)?.module.version ?? '' };
}
