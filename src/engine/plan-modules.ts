import { join, resolve } from 'node:path';
import { moduleSource } from '../dimensions/modules/module-source.ts';
import { MAIN_MODULE, parseModuleValue } from '../dimensions/modules/module-value.ts';
import { parseVendorModules } from '../dimensions/modules/vendor-modules.ts';
import { VENDORED } from '../dimensions/modules/vendoring.ts';
import { parseGoFlags } from '../domain/go-flags.ts';
import { parseGoMod } from '../domain/go-mod.ts';
import { type GoSums, parseGoSums } from '../domain/go-sum.ts';
import { compareGoVersions } from '../domain/go-version.ts';
import type { ProjectState } from '../domain/state.ts';
import type { Host } from '../host/host.ts';
import type { ModulePlan, PlannedModule, VendoredPackages } from '../integrity/module-plan.ts';

/**
 * What of a project's modules is to be verified, from the `modules` facts of a look at it; null where those are unknown. Throws
 * InputError, and CollectError as `Go.env`.
 */
export async function planModules(state: ProjectState, host: Host): Promise<ModulePlan | null> {
  const facts = state.dimensions.find(({ id }) => id === 'modules')?.facts;
  if (facts == null) return null;
  const { project, declared } = state;
  const flags = parseGoFlags(host.go.configured('GOFLAGS')?.value ?? '');
  const source = moduleSource(host, project, declared.goWork, flags);
  const sums: GoSums = parseGoSums(
    source.sumFiles.map((file) => ({ file, text: host.readText(file) ?? '' })),
  );
  const { GOMODCACHE: gomodcache = '', GOROOT: goroot = '' } = await host.go.env();
  // Before, go.mod named only what the module itself imports.
  const complete =
    compareGoVersions(declared.goMod?.go?.version ?? declared.goWork?.go?.version ?? '1.0', '1.17') >= 0;
  const required = new Set(
    source.goModFiles.flatMap((file) =>
      parseGoMod(host.readText(file) ?? '', file).require.map(({ path }) => path),
    ),
  );
  const places = { project: project.dir, home: host.home, gomodcache, goroot };
  const modules = Object.entries(facts.portable).flatMap(([path, text]): readonly PlannedModule[] => {
    if (text === MAIN_MODULE || path === VENDORED) return [];
    const { version, replacement } = parseModuleValue(text);
    return [
      {
        path,
        version,
        used: usedModule({ path, version }, replacement, places),
        required: !complete || required.has(path),
      },
    ];
  });
  const toolchain = goroot.startsWith(`${gomodcache}/golang.org/toolchain@`)
    ? goroot.slice(`${gomodcache}/golang.org/toolchain@`.length)
    : null;
  return {
    project,
    gomodcache,
    modules,
    sums,
    sumFile: source.sumFiles[0] ?? '',
    vendor: vendoredPackages(host, source.root),
    toolchain,
  };
}

function usedModule(
  module: { readonly path: string; readonly version: string },
  replacement: string | null,
  {
    project,
    home,
    gomodcache,
    goroot,
  }: Readonly<Record<'project' | 'home' | 'gomodcache' | 'goroot', string>>,
): PlannedModule['used'] {
  if (replacement === null) return module;
  const other = /^(.*) (v\S+)$/.exec(replacement);
  if (other?.[1] !== undefined && other[2] !== undefined) return { path: other[1], version: other[2] };
  const dir = replacement
    .replace(/^\$GOMODCACHE(?=\/|$)/, () => gomodcache)
    .replace(/^\$GOROOT(?=\/|$)/, () => goroot)
    .replace(/^~(?=\/|$)/, () => home);
  return { directory: resolve(project, dir) };
}

function vendoredPackages(host: Host, root: string): VendoredPackages | null {
  const dir = join(root, 'vendor');
  const file = join(dir, 'modules.txt');
  const text = host.readText(file);
  if (text === null) return null;
  const modules = parseVendorModules(text, file).modules.filter(({ packages }) => packages);
  const packages = text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  return { dir, modules: modules.map(({ path }) => path), packages };
}
