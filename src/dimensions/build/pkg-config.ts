import { isAbsolute, join, relative } from 'node:path';
import { CollectError } from '../../domain/errors.ts';
import type { Location } from '../../domain/finding.ts';
import { goMessage } from '../../domain/go-message.ts';
import type { ListedPackage } from '../../domain/listed-package.ts';
import type { Project } from '../../domain/project.ts';
import { quotedWords } from '../../domain/quoted-words.ts';
import { redactMessage } from '../../domain/redact.ts';
import { unsetEverywhere } from '../../domain/unset-setting.ts';
import { askCTool, type CTool, installCommand, installerOf, whyMissing } from '../../host/c-tool.ts';
import type { Host } from '../../host/host.ts';
import { startError } from '../../host/start-error.ts';
import type { BuildProblem, Observed } from './local-facts.ts';

interface PkgConfigQuery {
  readonly project: Project;
  readonly users: readonly ListedPackage[];
  readonly env: Readonly<Record<string, string>>;
}

interface Request {
  readonly flags: readonly string[];
  readonly names: readonly string[];
  /** Whose `#cgo` lines they are. */
  readonly listed: ListedPackage;
}

/** Of what Go passes on (cmd/go/internal/work: validPkgConfigFlags), what decides which packages are found. */
const FLAG = /^--(?:static|shared|define-prefix|dont-define-prefix|define-variable=\w+=[^@\-$][^@$]*)$/;
/** As Go's validPkgConfigName, and never a file or an option. */
const NAME = /^[A-Za-z0-9_][\w.+~-]*$/;
/** How some systems install a package by the name that pkg-config gives it. */
const BY_NAME: Readonly<Record<string, (name: string) => string>> = {
  'apk add': (name) => `apk add 'pc:${name}'`,
  'dnf install': (name) => `dnf install 'pkgconfig(${name})'`,
};

/** `cgo.pkg.NAME`: the versions of the packages that `#cgo pkg-config:` lines name. One that is missing ends the build. */
export async function observePkgConfig(
  host: Host,
  { project, users, env }: PkgConfigQuery,
): Promise<Observed> {
  const requests = requestsOf(users);
  if (requests.length === 0) return { portable: {}, origins: {}, problems: [] };
  const tool = findPkgConfig(host, host.go.configured('PKG_CONFIG')?.value || (env.PKG_CONFIG ?? ''));
  if ('problem' in tool)
    return { portable: {}, origins: {}, problems: tool.problem === null ? [] : [tool.problem] };
  const names = [...new Set(requests.flatMap((request) => request.names))].sort();
  const [problems, versions] = await Promise.all([
    Promise.all(requests.map((request) => refusal(host, tool, { project, request }))),
    Promise.all(names.map((name) => versionOf(host, tool, name))),
    recordPackageFiles(host, tool, names),
  ]);
  const portable: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const version = versions[index] ?? null;
    if (version !== null) portable[`cgo.pkg.${name}`] = version;
  }
  return { portable, origins: {}, problems: problems.filter((problem) => problem !== null) };
}

/** Packages that ask for the same are asked about once. */
function requestsOf(users: readonly ListedPackage[]): readonly Request[] {
  const requests = new Map<string, Request>();
  for (const listed of users) {
    const words = listed.CgoPkgConfig ?? [];
    const flags = words.filter((word) => FLAG.test(word));
    const names = words.filter((word) => NAME.test(word));
    const key = [...flags, '--', ...names].join(' ');
    if (names.length > 0 && !requests.has(key)) requests.set(key, { flags, names, listed });
  }
  return [...requests.values()];
}

/** Only the first word of PKG_CONFIG counts (cmd/go/internal/work: PkgconfigCmd). With one that cannot be parsed `go env` panics. */
function findPkgConfig(host: Host, value: string): CTool | { readonly problem: BuildProblem | null } {
  const parsed = quotedWords(value);
  if ('problem' in parsed) return { problem: null };
  const command = parsed.words[0] ?? 'pkg-config';
  const path = host.which(command)[0];
  const refusal = path === undefined ? null : startError(host, path);
  if (path !== undefined && refusal === null) return { path, args: [] };
  const set = host.go.configured('PKG_CONFIG');
  const unset = unsetEverywhere('PKG_CONFIG', set?.origin, host.go.hidden('PKG_CONFIG')?.origin);
  const message = refusal ?? `exec: ${JSON.stringify(command)}: ${whyMissing(host, command)}`;
  const install = refusal === null ? installCommand(host, 'pkg-config') : `put pkg-config at ${path}`;
  return {
    problem: {
      key: 'PKG_CONFIG',
      message: redactMessage(message, 'PKG_CONFIG', value),
      expected: 'pkg-config, which #cgo lines need',
      fix: unset ?? install,
      location: null,
      severity: 'error',
      origin: set?.origin ?? 'default',
    },
  };
}

/** What Go asks, and pkg-config refuses. */
async function refusal(
  host: Host,
  tool: CTool,
  { project, request }: { readonly project: Project; readonly request: Request },
): Promise<BuildProblem | null> {
  const { flags, names, listed } = request;
  const said = await ask(host, tool, ['--cflags', '--libs', ...flags, '--', ...names]);
  if (said === null || said.exitCode === 0) return null;
  const missing = /Package '?([^'\s]+?)'?(?: was not found|,)|No package '([^']+)' found/.exec(said.stderr);
  const name = missing?.[1] ?? missing?.[2] ?? names.join(' ');
  const location = lineOf(host, listed, names);
  const byName = BY_NAME[installerOf(host) ?? ''];
  const install = byName === undefined ? `install what provides ${name}.pc` : byName(name);
  return {
    key: `cgo.pkg.${names.includes(name) ? name : names.join(' ')}`,
    message: goMessage(said.stderr) || `${tool.path} exits with ${said.exitCode}`,
    expected: `${name}.pc, for ${listed.ImportPath}`,
    fix: `${install}, or add the directory of ${name}.pc: export PKG_CONFIG_PATH=…`,
    location,
    severity: 'error',
    origin: location === null ? null : `${relative(project.dir, location.file)}:${location.line}`,
  };
}

function lineOf(host: Host, { Dir, CgoFiles }: ListedPackage, names: readonly string[]): Location | null {
  for (const name of CgoFiles ?? []) {
    const file = isAbsolute(name) ? name : join(Dir ?? '', name);
    const lines = (host.readText(file) ?? '').split('\n');
    const line = lines.findIndex(
      (text) => /#cgo\b.*\bpkg-config:/.test(text) && names.some((one) => text.split(/\s+/).includes(one)),
    );
    if (line >= 0) return { file, line: line + 1 };
  }
  return null;
}

async function versionOf(host: Host, tool: CTool, name: string): Promise<string | null> {
  const said = await ask(host, tool, ['--modversion', '--', name]);
  return (said?.exitCode === 0 && said.stdout.trim()) || null;
}

/** The answers depend on what is in the directories that pkg-config searches. */
async function recordPackageFiles(host: Host, tool: CTool, names: readonly string[]): Promise<void> {
  const { PKG_CONFIG_LIBDIR: libdir, PKG_CONFIG_PATH: path = '' } = host.env;
  const builtIn =
    libdir ??
    (await askCTool(host, tool, ['--variable=pc_path', 'pkg-config'], { reusable: true }))?.stdout.trim() ??
    '';
  if (builtIn === '') host.volatile('pkg-config does not say where it looks');
  for (const dir of `${path}:${builtIn}`.split(':').filter(isAbsolute))
    try {
      host.list(dir);
      for (const name of names) host.stat(join(dir, `${name}.pc`));
    } catch (cause) {
      // pkg-config passes over what it may not read.
      if (!(cause instanceof CollectError)) throw cause;
    }
}

function ask(host: Host, tool: CTool, question: readonly string[]) {
  const own = Object.entries(host.env).filter(
    (entry): entry is [string, string] => /^PKG_CONFIG_/.test(entry[0]) && entry[1] !== undefined,
  );
  return askCTool(host, tool, question, { env: Object.fromEntries(own) });
}
