import { join } from 'node:path';
import type { GoSums } from '../../domain/go-sum.ts';
import { downloadedFile, isModuleHash } from '../../domain/module-cache.ts';
import type { Host } from '../../host/host.ts';
import type { ListedModule } from './build-list.ts';
import type { ChecksumMismatch } from './checksum-mismatch.ts';

/**
 * Where go.sum contradicts the hashes that the module cache recorded at download, or itself; at most one a module. No
 * module file is read.
 */
export function checksumMismatches(
  host: Host,
  {
    modules,
    sums,
    gomodcache,
  }: { readonly modules: readonly ListedModule[]; readonly sums: GoSums; readonly gomodcache: string },
): readonly ChecksumMismatch[] {
  const mismatches: ChecksumMismatch[] = [];
  for (const module of modules) {
    const { path, version } = module.replace ?? module;
    if (version === '') continue;
    const entries = sums.get(`${path} ${version}`) ?? [];
    const [first] = entries;
    const contradiction = [entries, sums.get(`${path} ${version}/go.mod`) ?? []].find(
      (lines) => lines.length > 1,
    );
    const cached = downloadedFile(path, version, 'ziphash');
    const actual =
      first === undefined || gomodcache === '' ? undefined : host.readText(join(gomodcache, cached))?.trim();
    const wrong =
      actual === undefined || !isModuleHash(actual) ? undefined : entries.find(({ hash }) => hash !== actual);
    if (actual !== undefined && wrong !== undefined) {
      mismatches.push({
        path: module.path,
        version,
        expected: wrong.hash,
        actual,
        origin: `$GOMODCACHE/${cached}`,
        file: wrong.file,
        line: wrong.line,
      });
    } else if (contradiction !== undefined) {
      const [expected, other] = contradiction;
      if (expected === undefined || other === undefined) continue;
      mismatches.push({
        path: module.path,
        version,
        expected: expected.hash,
        actual: other.hash,
        origin: 'go.sum',
        file: other.file,
        line: other.line,
      });
    }
  }
  return mismatches;
}
