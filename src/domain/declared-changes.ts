import type { Declared, GoModReplace } from './declared.ts';
import { diffFacts, type FactChange } from './diff.ts';
import type { Location } from './finding.ts';
import { redactVariable } from './redact.ts';

/** Everything that a project's files declare, as sorted facts: `go.mod go`, `go.mod require PATH`, `godrift.yaml env.expect.KEY` … */
export function declaredFacts({
  versions,
  unversioned,
  goMod,
  goWork,
  config,
}: Declared): Readonly<Record<string, string>> {
  const { env, tools } = config;
  return {
    ...Object.fromEntries(
      versions.map(({ source, kind, version }) => [kind === 'exact' ? source : `${source} ${kind}`, version]),
    ),
    ...Object.fromEntries(unversioned.map(({ source, text }) => [source, text])),
    ...(config.goLine === undefined ? {} : { 'godrift.yaml go_line': config.goLine }),
    ...Object.fromEntries(
      (goMod?.require ?? []).map(({ path, version }) => [`go.mod require ${path}`, version]),
    ),
    ...replacements('go.mod', goMod?.replace ?? []),
    ...Object.fromEntries((goMod?.tool ?? []).map(({ path }) => [`go.mod tool ${path}`, 'declared'])),
    ...Object.fromEntries((goWork?.use ?? []).map(({ dir }) => [`go.work use ${dir}`, 'declared'])),
    ...replacements('go.work', goWork?.replace ?? []),
    ...Object.fromEntries(env.required.map((name) => [`godrift.yaml env.required ${name}`, 'declared'])),
    ...Object.fromEntries(env.allow.map((name) => [`godrift.yaml env.allow ${name}`, 'declared'])),
    ...Object.fromEntries(
      Object.entries(env.expect).map(([name, value]) => [
        `godrift.yaml env.expect ${name}`,
        redactVariable(name, value) || '""',
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(tools).map(([name, version]) => [`godrift.yaml tools ${name}`, version]),
    ),
  };
}

function replacements(file: string, replace: readonly GoModReplace[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    replace.map(({ path, version, newPath, newVersion }) => [
      `${file} replace ${path}${version === null ? '' : `@${version}`}`,
      newVersion === null ? newPath : `${newPath}@${newVersion}`,
    ]),
  );
}

export interface DeclaredChange extends FactChange {
  /** Where it stands now; null where it is gone. */
  readonly location: Location | null;
}

/** What is declared otherwise now, sorted by key. */
export function declaredChanges(
  before: Declared,
  after: Declared,
  goModFile: string | null,
): readonly DeclaredChange[] {
  return diffFacts(declaredFacts(before), declaredFacts(after)).map((change) => ({
    ...change,
    location: change.after === null ? null : locate(change.key, after, goModFile),
  }));
}

function locate(
  key: string,
  { versions, unversioned, goMod, configLocations }: Declared,
  goModFile: string | null,
): Location | null {
  const version = versions.find(
    ({ source, kind }) => key === (kind === 'exact' ? source : `${source} ${kind}`),
  );
  const found = version ?? unversioned.find(({ source }) => key === source);
  if (found !== undefined) return found.location;
  const [source, what = '', name = ''] = key.split(' ');
  if (source === 'godrift.yaml') return configLocations[`${what}.${name}`] ?? configLocations[what] ?? null;
  if (source !== 'go.mod' || goModFile === null) return null;
  const lines = [...(goMod?.require ?? []), ...(goMod?.replace ?? []), ...(goMod?.tool ?? [])];
  const line = lines.find(({ path }) => path === name.split('@')[0])?.line;
  return line === undefined ? null : { file: goModFile, line };
}
