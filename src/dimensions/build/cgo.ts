import type { FactMap } from '../../domain/facts.ts';
import { goMessage } from '../../domain/go-message.ts';
import type { ListedPackage } from '../../domain/listed-package.ts';
import type { Project } from '../../domain/project.ts';
import { quotedWords } from '../../domain/quoted-words.ts';
import { redactMessage, redactVariable } from '../../domain/redact.ts';
import { unsetEverywhere } from '../../domain/unset-setting.ts';
import { askCTool, type CTool, cToolVersion, findCTool, installCommand } from '../../host/c-tool.ts';
import { tilde } from '../../host/go-settings.ts';
import type { Host } from '../../host/host.ts';
import type { BuildProblem } from './local-facts.ts';
import { observePkgConfig } from './pkg-config.ts';

export interface Cgo {
  readonly portable: FactMap;
  readonly origins: FactMap;
  readonly problems: readonly BuildProblem[];
}

export interface CgoQuery {
  readonly project: Project;
  /** Packages outside the standard library that are built with cgo. */
  readonly users: readonly ListedPackage[];
  /** `go env -json`. */
  readonly env: Readonly<Record<string, string>>;
}

const NONE: Cgo = { portable: {}, origins: {}, problems: [] };

/** Those of the user's flags that decide which C library is meant: others may write files. */
const TARGET_FLAG =
  /^(?:--?sysroot(?:=.+)?|-isysroot|-isystem|-m[\w.=+-]+|--?target(?:=.+)?|-nostdinc|-I.*)$/;
const TAKES_WORD = /^(?:--sysroot|-isysroot|-isystem|-target|--target|-I)$/;

/**
 * What cgo builds with, where packages outside the standard library use it: `cgo.CXX.version`, `cgo.ld` (the linker), `cgo.libc`,
 * and `cgo.pkg.NAME`, the version of each package that a `#cgo pkg-config:` line names. The C compiler is a fact of `build_env`.
 */
export async function observeCgo(host: Host, { project, users, env }: CgoQuery): Promise<Cgo> {
  if (users.length === 0) return NONE;
  const compiler = findCTool(host, 'CC', env.CC ?? '');
  const parts = await Promise.all([
    compiler?.state === 'found' ? observeLibc(host, compiler, env) : NONE,
    compiler?.state === 'found' ? observeLinker(host, compiler, { users, env }) : NONE,
    users.some(({ CXXFiles }) => CXXFiles !== undefined) ? observeCxx(host, env) : NONE,
    observePkgConfig(host, { project, users, env }),
  ]);
  return {
    portable: Object.assign({}, ...parts.map(({ portable }) => portable)),
    origins: Object.assign({}, ...parts.map(({ origins }) => origins)),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

/** Every C file that Go compiles for cgo includes stdlib.h: with glibc it says which, and its absence ends the build. */
async function observeLibc(host: Host, compiler: CTool, env: Readonly<Record<string, string>>): Promise<Cgo> {
  const flags = targetFlags(`${env.CGO_CPPFLAGS ?? ''} ${env.CGO_CFLAGS ?? ''}`);
  const question = [...flags, '-E', '-dD', '-include', 'stdlib.h', '-x', 'c', '/dev/null'];
  const said = await askCTool(host, compiler, question);
  if (said === null) return NONE;
  if (said.exitCode !== 0) return { ...NONE, problems: [brokenCompiler(host, said.stderr)] };
  const headers = [...said.stdout.matchAll(/^# \d+ "(\/[^"\n]+)"/gm)].map(([, path = '']) => path);
  for (const path of new Set(headers)) if (path !== '/dev/null') host.stat(path);
  const macro = (name: string) => new RegExp(`^#define ${name} (.*)$`, 'm').exec(said.stdout)?.[1];
  const [major, minor] = [macro('__GLIBC__'), macro('__GLIBC_MINOR__')];
  const libc =
    major !== undefined ? `glibc ${major}.${minor}` : await muslVersion(host, { compiler, headers, macro });
  return libc === null ? NONE : { ...NONE, portable: { 'cgo.libc': libc } };
}

/** musl has no macro: its loader, which is the library, prints its version. */
async function muslVersion(
  host: Host,
  {
    compiler,
    headers,
    macro,
  }: {
    readonly compiler: CTool;
    readonly headers: readonly string[];
    readonly macro: (name: string) => string | undefined;
  },
): Promise<string | null> {
  const machine = await askCTool(host, compiler, ['-dumpmachine'], { reusable: true });
  const isMusl = /musl/.test(machine?.stdout ?? '') || headers.some((path) => path.includes('-musl/'));
  if (!isMusl) return null;
  const loader = (host.list('/lib') ?? []).find((name) => {
    const arch = /^ld-musl-(\w+)\.so\.1$/.exec(name)?.[1];
    return arch !== undefined && macro(`__${arch}__`) === '1';
  });
  if (loader === undefined) return 'musl';
  const said = await askCTool(host, { path: `/lib/${loader}`, args: [] }, [], { reusable: true });
  const version = /^Version (\S+)$/m.exec(said?.stderr ?? '')?.[1];
  return version === undefined ? 'musl' : `musl ${version}`;
}

/** `-print-prog-name` knows the compiler's own place for it, else PATH decides. */
async function observeLinker(
  host: Host,
  compiler: CTool,
  {
    users,
    env,
  }: { readonly users: readonly ListedPackage[]; readonly env: Readonly<Record<string, string>> },
): Promise<Cgo> {
  const flags = [
    ...compiler.args,
    ...wordsOf(env.CGO_LDFLAGS ?? ''),
    ...users.flatMap(({ CgoLDFLAGS }) => CgoLDFLAGS ?? []),
  ];
  const [, chosen] =
    flags.map((flag) => /^-fuse-ld=([\w.]+)$/.exec(flag)).findLast((match) => match !== null) ?? [];
  const name = chosen === undefined ? 'ld' : `ld.${chosen}`;
  const said = await askCTool(host, compiler, [`-print-prog-name=${name}`], { reusable: true });
  const path = said?.exitCode === 0 ? host.which(said.stdout.trim())[0] : undefined;
  const version = path === undefined ? null : await cToolVersion(host, { path, args: [] });
  if (path === undefined || version === null) return NONE;
  return { ...NONE, portable: { 'cgo.ld': version }, origins: { 'cgo.ld': tilde(path, host.home) } };
}

async function observeCxx(host: Host, env: Readonly<Record<string, string>>): Promise<Cgo> {
  const compiler = findCTool(host, 'CXX', env.CXX ?? '');
  if (compiler === null || compiler.state === 'refused') return NONE;
  if (compiler.state === 'found') {
    const version = await cToolVersion(host, compiler);
    const key = 'cgo.CXX.version';
    return version === null
      ? NONE
      : { ...NONE, portable: { [key]: version }, origins: { [key]: tilde(compiler.path, host.home) } };
  }
  const set = host.go.configured('CXX');
  const unset = unsetEverywhere('CXX', set?.origin, host.go.hidden('CXX')?.origin);
  const install = compiler.command.startsWith('/')
    ? `put a C++ compiler at ${compiler.command}`
    : installCommand(host, compiler.command);
  const fallback = host.which('g++').length + host.which('clang++').length > 0;
  return {
    ...NONE,
    problems: [
      {
        key: 'CXX',
        message: redactMessage(compiler.message, 'CXX', compiler.command),
        expected: redactVariable('CXX', compiler.command),
        fix: [...(unset !== null && fallback ? [unset] : []), install].join('  # or '),
        location: null,
        severity: 'error',
        origin: set?.origin ?? 'default',
      },
    ],
  };
}

/** A wrapper without its compiler, a compiler without headers. */
function brokenCompiler(host: Host, stderr: string): BuildProblem {
  const set = host.go.configured('CC');
  const noHeaders = /stdlib\.h/.test(stderr);
  const unset = unsetEverywhere('CC', set?.origin, host.go.hidden('CC')?.origin);
  const install = noHeaders
    ? `install the headers of the C library: ${installCommand(host, 'gcc')}`
    : 'install the compiler that CC names';
  return {
    key: 'CC',
    message: redactMessage(goMessage(stderr) || 'it cannot compile', 'CC', set?.value ?? ''),
    expected: 'a C compiler that finds stdlib.h',
    fix: unset === null ? install : `${unset}  # or ${install}`,
    location: null,
    severity: 'error',
    origin: set?.origin ?? 'default',
  };
}

function targetFlags(text: string): readonly string[] {
  const words = wordsOf(text);
  return words.filter((word, index) => TARGET_FLAG.test(word) || TAKES_WORD.test(words[index - 1] ?? ''));
}

function wordsOf(text: string): readonly string[] {
  const parsed = quotedWords(text);
  return 'words' in parsed ? parsed.words : [];
}
