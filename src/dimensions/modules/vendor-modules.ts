import { InputError, type InputProblem } from '../../domain/errors.ts';
import { parseModuleVersion } from '../../domain/module-version.ts';

export interface VendoredModule {
  readonly path: string;
  /** '' for a replacement of every version. */
  readonly version: string;
  readonly explicit: boolean;
  /** Whether it provides a package: those that do not may stand there for their replacement only. */
  readonly packages: boolean;
  /** `version` '': a directory. */
  readonly replacement: { readonly path: string; readonly version: string } | null;
}

export interface VendorModules {
  /** Made by `go work vendor` (Go 1.22). */
  readonly workspace: boolean;
  readonly modules: readonly VendoredModule[];
}

/**
 * Reads vendor/modules.txt, as cmd/go/internal/modload/vendor.go. Throws InputError for the lines that Go passes over:
 * the file is written by `go mod vendor` alone, and such a line is damage.
 */
export function parseVendorModules(text: string, file: string): VendorModules {
  const modules = new Map<string, VendoredModule>();
  const problems: InputProblem[] = [];
  let current: VendoredModule | null = null;

  function update(change: Partial<VendoredModule>): void {
    if (current === null) return;
    current = { ...current, ...change };
    modules.set(`${current.path} ${current.version}`, current);
  }

  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  lines.forEach((line, index) => {
    if (line === '') return;
    const annotations = line.startsWith('## ') ? line.slice(3).split(/;\s*/) : null;
    if (annotations !== null) {
      if (annotations.includes('explicit')) update({ explicit: true });
      return;
    }
    if (line.startsWith('# ')) {
      const named = moduleLine(line);
      const known = named === null ? undefined : modules.get(`${named.path} ${named.version}`);
      current =
        named === null
          ? null
          : {
              explicit: false,
              packages: false,
              ...known,
              ...named,
              replacement: named.replacement ?? known?.replacement ?? null,
            };
      update({});
      if (named !== null) return;
    } else if (current !== null && !/[\s<>=|]/.test(line)) {
      update({ packages: true });
      return;
    }
    problems.push({
      message: 'neither a module nor a package: run go mod vendor',
      location: { file, line: index + 1 },
    });
  });
  if (problems.length > 0) throw new InputError(problems);
  const workspace = /^## (?:.*;)?\s*workspace\s*(?:;|$)/.test(lines[0] ?? '');
  return { workspace, modules: [...modules.values()] };
}

function moduleLine(line: string): Pick<VendoredModule, 'path' | 'version' | 'replacement'> | null {
  const [left = '', right] = line
    .slice(2)
    .trim()
    .split(/\s+=>\s+/);
  const [path = '', version = '', ...more] = left.split(/\s+/);
  if (path === '' || more.length > 0) return null;
  if (version === '' ? right === undefined : parseModuleVersion(version) === null) return null;
  if (right === undefined) return { path, version, replacement: null };
  const [newPath = '', newVersion = '', ...rest] = right.split(/\s+/);
  if (rest.length > 0 || (newVersion !== '' && parseModuleVersion(newVersion) === null)) return null;
  return { path, version, replacement: { path: newPath, version: newVersion } };
}
