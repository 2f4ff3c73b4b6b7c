import type { Declared, GoMod, GoModReplace, VersionDeclaration } from '../../domain/declared.ts';
import type { Location } from '../../domain/finding.ts';
import { compareGoVersions } from '../../domain/go-version.ts';
import type { Project } from '../../domain/project.ts';
import { moduleVersionOf } from './tool-difference.ts';
import { toolName } from './tool-name.ts';
import { toolPackage } from './tool-package.ts';

/** What the project says of one tool. */
export interface ToolPin {
  readonly name: string;
  /** As written; null where any version will do. */
  readonly version: string | null;
  readonly source: 'godrift.yaml' | 'go.mod';
  readonly packagePath: string | null;
  readonly location: Location | null;
}

export interface ToolsExpectation {
  readonly pins: ReadonlyMap<string, ToolPin>;
  /** The highest `go` line: an older Go's tools cannot read the project. */
  readonly floor: VersionDeclaration | null;
}

/** godrift.yaml's tools before those of go.mod's `tool` directives. */
export function expectTools(declared: Declared, project: Project): ToolsExpectation {
  const pinned = goModPins(declared, project.goModFile);
  const configured = Object.entries(declared.config.tools).map(([name, written]) => {
    const version = written === '*' || written === 'latest' ? null : written;
    const newest = version === null ? null : moduleVersionOf(name, version);
    const packagePath =
      toolPackage(name, newest, null) ?? pinned.find((pin) => pin.name === name)?.packagePath ?? null;
    const location = new Map(Object.entries(declared.configLocations)).get(`tools.${name}`) ?? null;
    return { name, version, source: 'godrift.yaml' as const, packagePath, location };
  });
  const floor = declared.versions
    .filter(({ kind }) => kind === 'go')
    .reduce<VersionDeclaration | null>(
      (highest, next) =>
        highest === null || compareGoVersions(next.version, highest.version) > 0 ? next : highest,
      null,
    );
  return { pins: new Map([...pinned, ...configured].map((pin) => [pin.name, pin])), floor };
}

function goModPins({ goMod, goWork }: Declared, file: string | null): readonly ToolPin[] {
  if (goMod === null) return [];
  return goMod.tool.flatMap(({ path, line }) => {
    const version = pinnedVersion(path, goMod, goWork?.replace ?? []);
    if (version === null) return [];
    const location = file === null ? null : { file, line };
    return [{ name: toolName(path), version, source: 'go.mod' as const, packagePath: path, location }];
  });
}

/** The version of the module that has the package; null for the main module's own and for a directory. */
function pinnedVersion(packagePath: string, goMod: GoMod, overrides: readonly GoModReplace[]): string | null {
  const required = goMod.require
    .filter(({ path }) => packagePath === path || packagePath.startsWith(`${path}/`))
    .reduce<GoMod['require'][number] | null>(
      (longest, next) => (longest === null || next.path.length > longest.path.length ? next : longest),
      null,
    );
  if (required === null) return null;
  // go.work overrides go.mod, and a version's own replacement the one of every version.
  const replacement = [...overrides, ...goMod.replace]
    .filter(
      ({ path, version }) => path === required.path && (version ?? required.version) === required.version,
    )
    .sort(
      (a, b) =>
        Number(overrides.includes(b)) - Number(overrides.includes(a)) ||
        Number(a.version === null) - Number(b.version === null),
    )[0];
  return replacement === undefined ? required.version : replacement.newVersion;
}
