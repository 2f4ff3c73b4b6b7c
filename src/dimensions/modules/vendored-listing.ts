import { join } from 'node:path';
import type { VersionLine } from '../../domain/declared.ts';
import { formatProblem } from '../../domain/errors.ts';
import { parseGoMod } from '../../domain/go-mod.ts';
import { compareGoVersions } from '../../domain/go-version.ts';
import type { Host } from '../../host/host.ts';
import type { ListedModule } from './build-list.ts';
import type { ModuleSource } from './module-source.ts';
import { vendorProblems } from './vendor-consistency.ts';
import { parseVendorModules } from './vendor-modules.ts';

export interface VendoredListing {
  /** vendor/modules.txt, absolute. */
  readonly file: string;
  readonly modules: readonly ListedModule[];
  /** `file:line: message`, or `file: message`; empty where vendor and go.mod agree. */
  readonly problems: readonly string[];
}

/**
 * What vendor/modules.txt says is built; null where Go does not use the vendor directory here (setDefaultBuildMod in
 * cmd/go/internal/modload/init.go). Throws InputError for a damaged file.
 */
export function vendoredListing(
  host: Host,
  source: ModuleSource,
  options: {
    readonly goLine: VersionLine | null;
    readonly flags: ReadonlyMap<string, string>;
    readonly goVersion: string;
  },
): VendoredListing | null {
  const mode = options.flags.get('mod');
  if (mode !== undefined && mode !== 'vendor') return null;
  const checked = options.goLine !== null && compareGoVersions(options.goLine.version, '1.14') >= 0;
  const dir = join(source.root, 'vendor');
  if (mode === undefined && (!checked || host.stat(dir)?.kind !== 'directory')) return null;

  const vendorFile = join(dir, 'modules.txt');
  const text = host.readText(vendorFile);
  // `-mod=vendor` without it is a mistake of GOFLAGS (build_env): the modules are those of the module cache.
  if (mode === 'vendor' && text === null) return null;
  const vendor = parseVendorModules(text ?? '', vendorFile);
  const isWorkspace = source.workspace !== null;
  if (mode === undefined && vendor.workspace !== isWorkspace) return null;
  if (isWorkspace && compareGoVersions(options.goVersion, '1.22') < 0) return null;

  const goMods = source.goModFiles.map((file) => ({
    file,
    goMod: parseGoMod(host.readText(file) ?? '', file),
  }));
  const direct = new Set(
    goMods.flatMap(({ goMod }) => goMod.require.filter(({ indirect }) => !indirect).map(({ path }) => path)),
  );
  const mains = goMods.flatMap(({ goMod }) => (goMod.module === null ? [] : [mainModule(goMod.module)]));
  const modules = vendor.modules
    .filter(({ version, packages, explicit }) => version !== '' && (packages || explicit))
    .map(({ path, version, replacement }) => ({
      path,
      version,
      main: false,
      indirect: !direct.has(path),
      replace: replacement,
    }));
  // Before go 1.14 modules.txt does not hold enough to compare.
  const problems = checked
    ? vendorProblems({ goMods, workspace: source.workspace }, vendor.modules, vendorFile)
    : [];
  return { file: vendorFile, modules: [...mains, ...modules], problems: problems.map(formatProblem) };
}

function mainModule(path: string): ListedModule {
  return { path, version: '', main: true, indirect: false, replace: null };
}
