import { dirname, relative, resolve } from 'node:path';
import type { GoMod, GoModReplace, GoWork } from '../../domain/declared.ts';
import { directoryPath } from '../../domain/directory-path.ts';
import type { InputProblem } from '../../domain/errors.ts';
import type { VendoredModule } from './vendor-modules.ts';

export interface VendorSources {
  readonly goMods: readonly { readonly file: string; readonly goMod: GoMod }[];
  readonly workspace: { readonly file: string; readonly goWork: GoWork } | null;
}

interface Replacement extends GoModReplace {
  readonly file: string;
}

/**
 * Where vendor/modules.txt contradicts go.mod and go.work, in Go's words and order (checkVendorConsistency in
 * cmd/go/internal/modload/vendor.go): with any of them no build starts.
 */
export function vendorProblems(
  sources: VendorSources,
  vendored: readonly VendoredModule[],
  vendorFile: string,
): readonly InputProblem[] {
  const { goMods, workspace } = sources;
  const byName = new Map(vendored.map((entry) => [name(entry), entry]));
  const replacements = allReplacements(sources);
  const mains = new Set(goMods.map(({ goMod }) => goMod.module));
  const required = new Set(goMods.flatMap(({ goMod }) => goMod.require.map(name)));
  const problems: InputProblem[] = [];
  const report = (entry: Named, detail: string, file: string, line: number | null) =>
    problems.push({ message: `${name(entry)}: ${detail}`, location: { file, line } });

  for (const { file, goMod } of goMods) {
    for (const entry of goMod.require) {
      if (byName.get(name(entry))?.explicit !== true) {
        report(
          entry,
          'is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt',
          file,
          entry.line,
        );
      }
    }
  }
  for (const entry of replacements.values()) {
    const base = workspace === null ? null : dirname(workspace.file);
    const wanted = target(entry, base);
    const marked = byName.get(name(entry))?.replacement ?? null;
    const where = entry.file.slice(entry.file.lastIndexOf('/') + 1);
    if (mains.has(entry.path)) continue;
    if (marked === null) {
      report(
        entry,
        `is replaced in ${where}, but not marked as replaced in vendor/modules.txt`,
        entry.file,
        entry.line,
      );
    } else if (marked.path !== wanted.path || marked.version !== wanted.version) {
      const detail = `is replaced by ${name(wanted)} in ${where}, but marked as replaced by ${name(marked)} in vendor/modules.txt`;
      report(entry, detail, entry.file, entry.line);
    }
  }
  for (const entry of vendored) {
    if (entry.packages && entry.explicit && !required.has(name(entry))) {
      const article = workspace === null ? '' : 'a ';
      report(
        entry,
        `is marked as explicit in vendor/modules.txt, but not explicitly required in ${article}go.mod`,
        vendorFile,
        null,
      );
    }
  }
  for (const entry of vendored) {
    const replaced = replacements.has(name(entry)) || replacements.has(entry.path);
    if (entry.replacement !== null && !replaced) {
      const where = workspace === null ? 'go.mod' : 'the workspace';
      report(
        entry,
        `is marked as replaced in vendor/modules.txt, but not replaced in ${where}`,
        vendorFile,
        null,
      );
    }
  }
  return problems;
}

interface Named {
  readonly path: string;
  readonly version: string | null;
}

function name({ path, version }: Named): string {
  return version === null || version === '' ? path : `${path}@${version}`;
}

/** go.work's come before the members'. */
function allReplacements({ goMods, workspace }: VendorSources): ReadonlyMap<string, Replacement> {
  const files = [
    ...(workspace === null ? [] : [{ file: workspace.file, replace: workspace.goWork.replace }]),
    ...goMods.map(({ file, goMod }) => ({ file, replace: goMod.replace })),
  ];
  const found = new Map<string, Replacement>();
  for (const { file, replace } of files) {
    for (const entry of replace) if (!found.has(name(entry))) found.set(name(entry), { ...entry, file });
  }
  return found;
}

/** Directories as modules.txt writes them: in a workspace as seen from go.work (canonicalizeReplacePath). */
function target(
  { file, newPath, newVersion }: Replacement,
  base: string | null,
): { path: string; version: string } {
  if (newVersion !== null) return { path: newPath, version: newVersion };
  if (base === null || newPath.startsWith('/') || dirname(file) === base)
    return { path: newPath, version: '' };
  return { path: directoryPath(relative(base, resolve(dirname(file), newPath))), version: '' };
}
