import { dirname, isAbsolute, join, relative } from 'node:path';
import type { Declared } from '../../domain/declared.ts';
import type { Facts } from '../../domain/facts.ts';
import { parseGoFlags } from '../../domain/go-flags.ts';
import { GO_VARIABLES, variableClass } from '../../domain/go-variables.ts';
import { portableText } from '../../domain/portable.ts';
import type { Project } from '../../domain/project.ts';
import { redactVariable } from '../../domain/redact.ts';
import type { Host } from '../../host/host.ts';
import { observeCompiler } from './observe-compiler.ts';
import { flagsRefusal } from './observe-flags.ts';
import { observeInstalls } from './observe-installs.ts';
import { observeOddValues } from './observe-odd-values.ts';
import { observePlaces } from './observe-places.ts';
import { observePrograms } from './observe-programs.ts';
import { observeSdk } from './observe-sdk.ts';
import { observeWorkspace } from './observe-workspace.ts';

/** Whose findings are about more than what Go refuses. */
const HIDEABLE = ['GOTOOLCHAIN', 'GOTMPDIR', 'GOMODCACHE', 'GOCACHEPROG', 'GOAUTH', 'GOENV'];

type Env = Readonly<Record<string, string>>;

export async function collectBuildEnv(host: Host, project: Project, declared: Declared): Promise<Facts> {
  const env = await host.go.env();
  const [sdk, compiler, refused, flags] = await Promise.all([
    observeSdk(host, env),
    observeCompiler(host, env, project, declared),
    host.go.refusedVariables(),
    flagsRefusal(host, project, declared),
  ]);
  const [variables, programs] = await Promise.all([
    observeVariables(host, project, declared, env),
    observePrograms(host, env),
  ]);
  return {
    portable: { ...variables.portable, ...compiler.portable },
    local: {
      ...variables.local,
      ...compiler.local,
      ...sdk,
      ...observeInstalls(host),
      ...observeOddValues(host),
      ...repositoryRoot(host, project),
      ...missingWorkspace(host),
      ...observeWorkspace(host, { project, declared, env }),
      ...relativeModuleCache(env),
      ...missingVendor(host, project),
      ...(flags === null ? {} : { 'refused.GOFLAGS': flags }),
      ...observePlaces(host, { env, project, declared, refused: new Set(refused.keys()) }),
      ...programs,
      ...Object.fromEntries([...refused].map(([name, { message }]) => [`refused.${name}`, message])),
      listed: Object.keys(env).join(' '),
    },
    origins: {
      ...hiddenOrigins(host, [...GO_VARIABLES, ...HIDEABLE]),
      ...originsOf(host, [...refused.keys()]),
      ...((host.env.TMPDIR ?? '') === '' ? {} : { TMPDIR: 'environment' }),
      ...variables.origins,
      ...compiler.origins,
    },
  };
}

async function observeVariables(host: Host, project: Project, declared: Declared, env: Env): Promise<Facts> {
  const portable: Record<string, string> = {};
  const local: Record<string, string> = {};
  const origins: Record<string, string> = {};
  const places = { home: host.home, goroot: env.GOROOT ?? '', gomodcache: env.GOMODCACHE ?? '' };
  const { required, expect, allow } = declared.config.env;
  const shown = new Set([...Object.keys(expect), ...allow]);
  for (const name of new Set([...Object.keys(env), ...GO_VARIABLES, ...required, ...shown])) {
    const known = variableClass(name);
    const own = host.env[name] ?? '';
    // go env lists what Go knows; GODEBUG, FC, the *_ALLOW variables and the project's own are the environment's.
    const { value, origin, unused } =
      name in env || known !== null
        ? await host.go.setting(name)
        : { value: own, origin: 'environment', unused: null };
    if (unused !== null) {
      local[`unused.${name}`] = shownValue(name, unused.value);
      origins[`unused.${name}`] = unused.origin;
    }
    if (value === '') continue;
    origins[name] = origin;
    local[name] = shownValue(name, value);
    if (
      name === 'GOWORK' ||
      known === 'derived' ||
      known === 'runtime' ||
      (known === 'path' && !shown.has(name))
    )
      continue;
    const isShown = name in env || known !== null || shown.has(name);
    portable[name] = isShown ? portableText(shownValue(name, value), places) : '***';
  }
  const work = workspace(host, project);
  if (work !== null) portable.GOWORK = work;
  return { portable, local, origins };
}

/** Go's own words for where credentials come from are none. */
function shownValue(name: string, value: string): string {
  const shown =
    name === 'GOAUTH' && (value === 'netrc' || value === 'off') ? value : redactVariable(name, value);
  // Blanks alone are a value, and no fact is empty.
  return shown.trim() === '' ? JSON.stringify(value) : shown;
}

/** Go lists it, and refuses it as soon as it needs a module. */
function relativeModuleCache({ GOMODCACHE = '' }: Env): Record<string, string> {
  return GOMODCACHE === '' || isAbsolute(GOMODCACHE)
    ? {}
    : {
        'refused.GOMODCACHE': `GOMODCACHE entry is relative; must be absolute path: ${JSON.stringify(GOMODCACHE)}.`,
      };
}

/** `go version` and `go env` do not read the file that GOWORK names; every other command does. */
function missingWorkspace(host: Host): Record<string, string> {
  const file = host.go.configured('GOWORK')?.value ?? '';
  if (!isAbsolute(file) || host.stat(file) !== null) return {};
  return { 'refused.GOWORK': `reading go.work: open ${file}: no such file or directory` };
}

/** Where it is missed, Go refuses only if another module is imported. */
function missingVendor(host: Host, { goWorkFile, goModFile }: Project): Record<string, string> {
  const file = goWorkFile ?? goModFile;
  const isWanted = parseGoFlags(host.go.configured('GOFLAGS')?.value ?? '').get('mod') === 'vendor';
  const vendor = file === null ? null : join(dirname(file), 'vendor', 'modules.txt');
  return isWanted && vendor !== null && host.stat(vendor) === null ? { 'vendor.missing': vendor } : {};
}

/** `off`, or the go.work in force relative to the project. */
function workspace(host: Host, project: Project): string | null {
  if (host.go.configured('GOWORK')?.value === 'off') return 'off';
  return project.goWorkFile === null ? null : relative(project.dir, project.goWorkFile);
}

/** `hidden.NAME`: the line of the env file that counts once the shell's variable is gone. */
function hiddenOrigins(host: Host, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const hidden = host.go.hidden(name);
      return hidden === null ? [] : [[`hidden.${name}`, hidden.origin]];
    }),
  );
}

function originsOf(host: Host, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, host.go.configured(name)?.origin ?? 'environment']));
}

function repositoryRoot(host: Host, project: Project): Record<string, string> {
  for (let dir = project.dir; ; dir = dirname(dir)) {
    if (host.stat(`${dir}/.git`) !== null) return { 'repository.root': dir };
    if (dir === dirname(dir)) return {};
  }
}
