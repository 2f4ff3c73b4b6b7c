import { runningVersion } from '../domain/go-version-output.ts';
import { versionDifference } from '../domain/version-difference.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Prefixes of the variables that shims of version managers read: which version, and where their data is. */
const PREFIXES = /^(?:GOENV|ASDF|MISE|RTX|GOBREW|GVM|gvm|PROTO|VFOX|GIMME|AQUA)_/;
/** Those that name the version of Go, and the manager whose name its shim's path holds. */
const VERSION_VARIABLES: readonly (readonly [name: string, manager: string])[] = [
  ['GOENV_VERSION', 'goenv'],
  ['ASDF_GOLANG_VERSION', 'asdf'],
  ['ASDF_GO_VERSION', 'asdf'],
  ['MISE_GO_VERSION', 'mise'],
  ['MISE_GOLANG_VERSION', 'mise'],
  ['RTX_GO_VERSION', 'rtx'],
  ['RTX_GOLANG_VERSION', 'rtx'],
  ['PROTO_GO_VERSION', 'proto'],
  ['GIMME_GO_VERSION', 'gimme'],
];

/** The variables of an environment that a version manager's shim reads. */
export function managerVariables(env: Env): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => PREFIXES.test(entry[0]) && (entry[1] ?? '') !== '',
    ),
  );
}

/**
 * The variable that made a shim choose `version` (as `go version` says it): one that names it at the precision written, of the
 * shim's own manager first. Null where none does.
 */
export function versionVariable(env: Env, shim: string, version: string): string | null {
  const running = runningVersion(version);
  if (running === null) return null;
  const naming = VERSION_VARIABLES.filter(([name]) =>
    (env[name] ?? '')
      .split(/[\s:]+/)
      .map((text) => text.replace(/^(?:go|v|prefix:)(?=\d)/, ''))
      .some((text) => text !== '' && versionDifference(text, running).change === 'none'),
  );
  const own = naming.find(([, manager]) => shim.includes(manager));
  return (own ?? naming[0])?.[0] ?? null;
}
