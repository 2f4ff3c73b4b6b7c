import { isAbsolute, join } from 'node:path';
import { type BuildContext, hasAdmittedName, importsC, isAdmitted } from '../domain/build-constraint.ts';
import type { Declared } from '../domain/declared.ts';
import { parseGoFlags } from '../domain/go-flags.ts';
import { goSourceHeader } from '../domain/go-source-header.ts';
import type { ListedPackage } from '../domain/listed-package.ts';
import type { Project } from '../domain/project.ts';
import type { Host } from './host.ts';

/** A package that loses files because cgo is off, and has none in their place. */
export interface WithoutCgo {
  /** Its import path, or its directory where Go does not list it. */
  readonly path: string;
  /** The first of the files, absolute. */
  readonly file: string;
  /** What Go says; null where only the compiler would say something. */
  readonly message: string | null;
}

export interface CgoUse {
  /** The packages outside the standard library that are built with cgo. */
  readonly packages: readonly ListedPackage[];
  /** Packages of the standard library are built with cgo too (`net`, `runtime/cgo`). */
  readonly standard: boolean;
  readonly without: readonly WithoutCgo[];
}

const EXCLUDED = 'build constraints exclude all Go files';

/** Where the packages that `go build` loads here use cgo, or would with CGO_ENABLED=1. Throws as `Go.packages`. */
export async function observeCgoUse(host: Host, project: Project, declared: Declared): Promise<CgoUse> {
  const [{ env, version }, { packages, tree }] = await Promise.all([
    host.go.running(),
    host.go.packages({ project, declared }),
  ]);
  const users = packages.filter(({ CgoFiles }) => CgoFiles !== undefined);
  const context: BuildContext = {
    goos: env.GOOS ?? '',
    goarch: env.GOARCH ?? '',
    version: version.replace(/^go/, ''),
    tags: (parseGoFlags(host.go.configured('GOFLAGS')?.value ?? '').get('tags') ?? '').split(/[\s,]+/),
    cgo: true,
  };
  return {
    packages: users.filter(({ Standard }) => Standard !== true),
    standard: users.some(({ Standard }) => Standard === true),
    without:
      env.CGO_ENABLED === '1'
        ? []
        : [...listedWithout(host, packages, context), ...skipped(host, packages, tree.directories, context)],
  };
}

/** `build constraints exclude all Go files in …`, or what its importers do without. */
function listedWithout(
  host: Host,
  packages: readonly ListedPackage[],
  context: BuildContext,
): readonly WithoutCgo[] {
  return packages.flatMap((listed): readonly WithoutCgo[] => {
    const { ImportPath: path, Dir: dir, Standard, IgnoredGoFiles = [], GoFiles = [], Error: error } = listed;
    if (Standard === true || dir === undefined || IgnoredGoFiles.length === 0) return [];
    const file = IgnoredGoFiles.map((name) => pathOf(dir, name)).find((name) =>
      needsCgo(host, name, context),
    );
    if (file === undefined) return [];
    if (error !== undefined)
      return error.Err.includes(EXCLUDED) ? [{ path, file, message: error.Err.trim() }] : [];
    // A file for `!cgo` takes the place of those that import "C".
    const replaced = GoFiles.some((name) => {
      const header = goSourceHeader(host.readText(pathOf(dir, name)) ?? '');
      return !isAdmitted(name, header, context);
    });
    return replaced ? [] : [{ path, file, message: null }];
  });
}

/** Directories all of whose files need cgo: `./...` passes over them in silence. */
function skipped(
  host: Host,
  packages: readonly ListedPackage[],
  directories: ReadonlySet<string>,
  context: BuildContext,
): readonly WithoutCgo[] {
  const listed = new Set(packages.map(({ Dir }) => Dir));
  return [...directories].flatMap((dir): readonly WithoutCgo[] => {
    if (listed.has(dir)) return [];
    const file = (host.packageEntries(dir) ?? [])
      .filter(({ name, kind }) => kind !== 'directory' && name.endsWith('.go'))
      .map(({ name }) => join(dir, name))
      .find((name) => needsCgo(host, name, context));
    return file === undefined ? [] : [{ path: dir, file, message: null }];
  });
}

function needsCgo(host: Host, file: string, context: BuildContext): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1);
  if (!hasAdmittedName(name, context)) return false;
  const header = goSourceHeader(host.readText(file) ?? '');
  return importsC(header) && isAdmitted(name, header, context);
}

function pathOf(dir: string, name: string): string {
  return isAbsolute(name) ? name : join(dir, name);
}
