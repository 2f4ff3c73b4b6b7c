import { isAbsolute, join, relative } from 'node:path';
import type { ListedPackage } from '../../domain/listed-package.ts';
import type { Host } from '../../host/host.ts';
import type { BuildProblem } from './local-facts.ts';

/** Unpacking one package takes less. */
const UNPACKED_TOGETHER_NS = 60_000_000_000n;
const DECLARATION = /^(?:func|type|var|const) (\w+)/gm;

/**
 * An SDK unpacked over another one keeps that one's files, and the compiler sees names declared twice: so for each pair of
 * neighbouring minor releases from 1.20 to 1.27, in `runtime`, `sort` or `internal/strconv`. Files of different times are only a reason
 * to look: a distribution generates some of them later.
 */
export function mixedSdkProblems(
  host: Host,
  {
    packages,
    goroot,
    version,
  }: { readonly packages: readonly ListedPackage[]; readonly goroot: string; readonly version: string },
): readonly BuildProblem[] {
  for (const { Standard: standard, Dir: dir = '', GoFiles: own = [], CgoFiles: cgo = [] } of packages) {
    if (standard !== true || dir === '') continue;
    const files = [...own, ...cgo].map((name) => (isAbsolute(name) ? name : join(dir, name)));
    const said = wereUnpackedTogether(host, files) ? null : declaredTwice(host, files, goroot);
    if (said !== null)
      return [
        {
          key: 'GOROOT',
          message: said,
          expected: `only files of ${version} in ${goroot}`,
          fix: `install ${version} anew into a directory of its own`,
          location: null,
          severity: 'error',
          origin: goroot,
        },
      ];
  }
  return [];
}

function wereUnpackedTogether(host: Host, files: readonly string[]): boolean {
  const times = files.map((file) => host.stat(file)?.mtimeNs ?? 0n);
  return times.every((time) => {
    const apart = time - (times[0] ?? 0n);
    return apart < UNPACKED_TOGETHER_NS && -apart < UNPACKED_TOGETHER_NS;
  });
}

/** As the compiler says it; null where no name is declared twice. */
function declaredTwice(host: Host, files: readonly string[], goroot: string): string | null {
  const declared = new Map<string, string>();
  for (const file of files) {
    const text = host.readText(file) ?? '';
    for (const match of text.matchAll(DECLARATION)) {
      const name = match[1] ?? '';
      const at = `${relative(goroot, file)}:${text.slice(0, match.index).split('\n').length}`;
      const other = declared.get(name);
      declared.set(name, at);
      if (other !== undefined && name !== 'init' && name !== '_')
        return `${at}: ${name} redeclared in this block; ${other}: other declaration of ${name}`;
    }
  }
  return null;
}
