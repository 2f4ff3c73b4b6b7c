import { KNOWN_TOOLS } from './known-tools.ts';
import { toolName } from './tool-name.ts';

/** The main package that a binary says it was built from, and its module. */
export interface BinaryPackage {
  readonly module: string;
  readonly package: string;
}

/**
 * The package to install for a tool in that version (null: the newest): the binary's own, in the major version's module; of
 * another module of the tool only if the version is one of those. Null where no package is known.
 */
export function toolPackage(
  name: string,
  version: string | null,
  binary: BinaryPackage | null,
): string | null {
  const known = KNOWN_TOOLS.get(name) ?? null;
  // A link to another program, or one that was renamed, says nothing of the tool.
  const own = binary !== null && toolName(binary.package) === name ? binary : null;
  if (own !== null && version === null) return own.package;
  const modules = known === null ? [] : [known, ...(known.former === undefined ? [] : [known.former])];
  const ownBase = own === null ? null : withoutMajor(own.module);
  const current = modules.find(({ module }) => module === ownBase);
  const isFork = own !== null && current === undefined;
  const accepting = [...(current === undefined ? [] : [current]), ...modules].find(
    ({ versions }) => version === null || versions === undefined || versions.test(version),
  );
  const chosen = isFork ? null : (accepting ?? current ?? known);
  if (own !== null && (chosen === null || chosen === current))
    return pathInMajor(own.module, own.package.slice(own.module.length), version ?? '');
  if (chosen === null) return null;
  return version === null
    ? `${chosen.module}${suffix(chosen.major ?? 1)}${chosen.package}`
    : pathInMajor(chosen.module, chosen.package, version);
}

/** A module's path without the suffix of its major version, which is part of the path from v2 on: `/v2`, `.v3`. */
export function withoutMajor(module: string): string {
  return module.startsWith('gopkg.in/') ? module.replace(/\.v\d+$/, '') : module.replace(/\/v\d+$/, '');
}

function pathInMajor(module: string, inner: string, version: string): string {
  const major = Number(/^v?(\d+)(?:\.|$)/.exec(version)?.[1] ?? Number.NaN);
  if (Number.isNaN(major) || version.endsWith('+incompatible')) return module + inner;
  if (module.startsWith('gopkg.in/')) return `${withoutMajor(module)}.v${major}${inner}`;
  return `${withoutMajor(module)}${suffix(major)}${inner}`;
}

function suffix(major: number): string {
  return major > 1 ? `/v${major}` : '';
}
