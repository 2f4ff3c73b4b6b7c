import { join } from 'node:path';
import type { GoSums } from '../../domain/go-sum.ts';
import { downloadedFile, goModHash } from '../../domain/module-cache.ts';
import type { Host } from '../../host/host.ts';
import type { ChecksumMismatch } from './checksum-mismatch.ts';

const SUFFIX = '/go.mod';

/** The go.mod files of the module cache that differ from their line in go.sum. Reads every one of them. */
export function goModMismatches(
  host: Host,
  { sums, gomodcache }: { readonly sums: GoSums; readonly gomodcache: string },
): readonly ChecksumMismatch[] {
  const mismatches: ChecksumMismatch[] = [];
  for (const [key, entries] of sums) {
    if (!key.endsWith(SUFFIX)) continue;
    const [path = '', version = ''] = key.slice(0, -SUFFIX.length).split(' ');
    const cached = downloadedFile(path, version, 'mod');
    const text = host.readText(join(gomodcache, cached));
    if (text === null) continue;
    const actual = goModHash(text);
    const wrong = entries.find((entry) => entry.hash !== actual);
    if (wrong === undefined) continue;
    mismatches.push({
      path,
      version,
      expected: wrong.hash,
      actual,
      origin: `$GOMODCACHE/${cached}`,
      file: wrong.file,
      line: wrong.line,
    });
  }
  return mismatches;
}
