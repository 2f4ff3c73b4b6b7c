import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileHashes } from './compare-files.ts';
import type { FileDifference } from './verify-result.ts';

/** go/build: what a package is built from. Of other files a repository may keep less. */
const SOURCE = /\.(?:go|s|S|sx|c|cc|cpp|cxx|m|h|hh|hpp|hxx|f|F|for|f90|swig|swigcxx|syso)$/;
const IGNORED = /^\/\/\s*(?:go:build|\+build)\s.*\bignore\b/m;

export interface VendoredFiles {
  /** What the module holds. */
  readonly truth: FileHashes;
  /** Where the module lies. */
  readonly moduleDir: string;
  /** Below the module; '' for its root. */
  readonly packages: readonly string[];
  /** What is there. */
  readonly files: FileHashes;
}

/**
 * What `go mod vendor` copies and is not there: everything that a package is built from but tests and what is tagged `ignore`
 * (matchPotentialSourceFile in cmd/go/internal/modcmd/vendor.go).
 */
export function missingSources({
  truth,
  moduleDir,
  packages,
  files,
}: VendoredFiles): readonly FileDifference[] {
  const dirs = new Set(packages);
  return [...truth].flatMap(([name, expected]): readonly FileDifference[] => {
    const dir = dirname(name);
    const wanted = dirs.has(dir === '.' ? '' : dir) && SOURCE.test(name) && !name.endsWith('_test.go');
    if (!wanted || files.has(name) || isLeftOut(join(moduleDir, name))) return [];
    return [{ name, change: 'missing', expected, actual: null }];
  });
}

/** One that is not there to tell may be. */
function isLeftOut(path: string): boolean {
  if (!path.endsWith('.go')) return false;
  try {
    return IGNORED.test(readFileSync(path, 'latin1'));
  } catch {
    return true;
  }
}
