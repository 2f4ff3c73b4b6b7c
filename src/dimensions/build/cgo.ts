import { archFlags, harmlessCFlags } from '../../domain/c-flags.ts';
import { goMessage } from '../../domain/go-message.ts';
import type { ListedPackage } from '../../domain/listed-package.ts';
import type { Project } from '../../domain/project.ts';
import { wordsOf } from '../../domain/quoted-words.ts';
import { redactMessage, redactVariable } from '../../domain/redact.ts';
import { unsetEverywhere } from '../../domain/unset-setting.ts';
import {
  askCompiler,
  askCTool,
  type CTool,
  cToolVersion,
  findCTool,
  installAdvice,
  installCommand,
} from '../../host/c-tool.ts';
import { tilde } from '../../host/go-settings.ts';
import type { Host, RunResult } from '../../host/host.ts';
import { type BuildProblem, NOTHING, type Observed } from './local-facts.ts';
import { observePkgConfig } from './pkg-config.ts';

export interface CgoQuery {
  readonly project: Project;
  /** Packages outside the standard library that are built with cgo. */
  readonly users: readonly ListedPackage[];
  /** Go compiles C of the standard library. */
  readonly standard: boolean;
  /** `go env -json`. */
  readonly env: Readonly<Record<string, string>>;
}

/** Those of the user's flags that decide which C library is meant: others may write files. */
const TARGET_FLAG =
  /^(?:--?sysroot(?:=.+)?|-isysroot|-isystem|-m[\w.=+-]+|--?target(?:=.+)?|-nostdinc|-I.*)$/;
const FLAGS = ['CGO_CPPFLAGS', 'CGO_CFLAGS'] as const;
const TAKES_WORD = /^(?:--sysroot|-isysroot|-isystem|-target|--target|-I)$/;

/**
 * What cgo builds with, where packages outside the standard library use it: `cgo.CXX.version`, `cgo.ld` (the linker), `cgo.libc`,
 * and `cgo.pkg.NAME`, the version of each package that a `#cgo pkg-config:` line names. The C compiler is a fact of `build_env`.
 */
export async function observeCgo(host: Host, { project, users, standard, env }: CgoQuery): Promise<Observed> {
  if (users.length === 0 && !standard) return NOTHING;
  const refused = refusedWords(host, env);
  if (refused.length > 0) return { ...NOTHING, problems: refused };
  const found = findCTool(host, 'CC', env.CC ?? '');
  const compiler = found?.state === 'found' ? withArch(found, env) : null;
  const libc = compiler === null ? NOTHING : await observeLibc(host, compiler, env);
  if (users.length === 0) return { ...NOTHING, problems: libc.problems };
  const parts = [
    libc,
    ...(await Promise.all([
      compiler === null ? NOTHING : observeLinker(host, compiler, { users, env }),
      users.some(({ CXXFiles }) => CXXFiles !== undefined) ? observeCxx(host, env) : NOTHING,
      observePkgConfig(host, { project, users, env }),
    ])),
  ];
  const problems = parts.flatMap((part) => part.problems);
  return {
    portable: Object.assign({}, ...parts.map(({ portable }) => portable)),
    origins: Object.assign({}, ...parts.map(({ origins }) => origins)),
    // CGO_CPPFLAGS are of both languages.
    problems: problems.filter(
      ({ key }, index) => !key.startsWith('CGO_') || problems.findIndex((one) => one.key === key) === index,
    ),
  };
}

function withArch({ path, args }: CTool, env: Readonly<Record<string, string>>): CTool {
  return { path, args: [...args, ...archFlags(env)] };
}

/** Words that Go passes to no compiler (cmd/go/internal/work: runOut). */
function refusedWords(host: Host, env: Readonly<Record<string, string>>): readonly BuildProblem[] {
  return FLAGS.flatMap((name) => {
    const file = wordsOf(env[name] ?? '').find((word) => word.startsWith('@'));
    return file === undefined ? [] : [flagProblem(host, name, `invalid command-line argument ${file}`)];
  });
}

/** Every C file that Go compiles for cgo includes stdlib.h: with glibc it says which, and its absence ends the build. */
async function observeLibc(
  host: Host,
  compiler: CTool,
  env: Readonly<Record<string, string>>,
): Promise<Observed> {
  const { said, problems } = await tryCompiler(host, compiler, {
    name: 'CC',
    flags: ['CGO_CPPFLAGS', 'CGO_CFLAGS'],
    question: ['-E', '-dD', '-include', 'stdlib.h', '-x', 'c', '/dev/null'],
    env,
  });
  if (said === null || problems.length > 0) return { ...NOTHING, problems };
  const headers = [...said.stdout.matchAll(/^# \d+ "(\/[^"\n]+)"/gm)].map(([, path = '']) => path);
  for (const path of new Set(headers)) if (path !== '/dev/null') host.stat(path);
  const macro = (name: string) => new RegExp(`^#define ${name} (.*)$`, 'm').exec(said.stdout)?.[1];
  const [major, minor] = [macro('__GLIBC__'), macro('__GLIBC_MINOR__')];
  const libc =
    major !== undefined ? `glibc ${major}.${minor}` : await muslVersion(host, { compiler, headers, macro });
  return libc === null ? NOTHING : { ...NOTHING, portable: { 'cgo.libc': libc } };
}

interface Trial {
  readonly name: 'CC' | 'CXX';
  readonly flags: readonly string[];
  readonly question: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Asks with the user's flags; where the compiler refuses, with fewer of them, to learn which variable is to blame. */
async function tryCompiler(
  host: Host,
  compiler: CTool,
  { name, flags, question, env }: Trial,
): Promise<{ readonly said: RunResult | null; readonly problems: readonly BuildProblem[] }> {
  // runtime/cgo is compiled in its own directory: files of the project are not found from there.
  const place = name === 'CC' ? { cwd: '/' } : {};
  const ask = (words: readonly string[]) => askCTool(host, compiler, [...words, ...question], place);
  const given = flags.map((flag) => ({ flag, words: harmlessCFlags(wordsOf(env[flag] ?? '')) }));
  const all = given.flatMap(({ words }) => words);
  const said = await ask(all);
  const refusal = said === null ? null : refusalOf(said, name);
  if (refusal === null) return { said, problems: [] };
  const bare = await ask([]);
  const target = targetFlags(all);
  const bareRefusal = bare === null ? null : refusalOf(bare, name);
  const base: readonly string[] = bareRefusal === null ? [] : target;
  const baseSaid = base.length === 0 ? bare : await ask(base);
  const isBroken = baseSaid === null || refusalOf(baseSaid, name) !== null;
  if (isBroken) return { said, problems: [brokenCompiler(host, name, bareRefusal ?? refusal)] };
  const problems: BuildProblem[] = [];
  for (const { flag, words } of given) {
    const alone = words.length === 0 ? null : await ask([...base, ...words]);
    const why = alone === null ? null : refusalOf(alone, name);
    if (why !== null && host.go.configured(flag) !== null) problems.push(flagProblem(host, flag, why));
  }
  return { said, problems: problems.length > 0 ? problems : [brokenCompiler(host, name, refusal)] };
}

/** What a compiler refuses; runtime/cgo, which every program with cgo has, is compiled with `-Werror`. */
function refusalOf({ exitCode, stderr }: RunResult, name: 'CC' | 'CXX'): string | null {
  const lines = stderr.split('\n');
  const language = name === 'CC' && lines.find((line) => /command-line option .* but not for C$/.test(line));
  if (exitCode === 0) return language ? language.replace(' warning: ', ' error: ') : null;
  const error = lines.find((line) => /\berror: /.test(line))?.replace(/^<command-line>: /, '');
  return error ?? (stderr.trim() || `exit status ${exitCode}`);
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
  const machine = await askCompiler(host, compiler, ['-dumpmachine']);
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
): Promise<Observed> {
  const flags = [
    ...compiler.args,
    ...wordsOf(env.CGO_LDFLAGS ?? ''),
    ...users.flatMap(({ CgoLDFLAGS }) => CgoLDFLAGS ?? []),
  ];
  const [, chosen] =
    flags.map((flag) => /^-fuse-ld=([\w.]+)$/.exec(flag)).findLast((match) => match !== null) ?? [];
  const name = chosen === undefined ? 'ld' : `ld.${chosen}`;
  const said = await askCompiler(host, compiler, [`-print-prog-name=${name}`]);
  const path = said?.exitCode === 0 ? host.which(said.stdout.trim())[0] : undefined;
  const version = path === undefined ? null : await cToolVersion(host, { path, args: [] });
  if (path === undefined || version === null) return NOTHING;
  return { ...NOTHING, portable: { 'cgo.ld': version }, origins: { 'cgo.ld': tilde(path, host.home) } };
}

async function observeCxx(host: Host, env: Readonly<Record<string, string>>): Promise<Observed> {
  const compiler = findCTool(host, 'CXX', env.CXX ?? '');
  if (compiler === null || compiler.state === 'refused') return NOTHING;
  if (compiler.state === 'found') {
    const [version, { problems }] = await Promise.all([
      cToolVersion(host, compiler),
      tryCompiler(host, withArch(compiler, env), {
        name: 'CXX',
        flags: ['CGO_CPPFLAGS', 'CGO_CXXFLAGS'],
        question: ['-E', '-x', 'c++', '/dev/null'],
        env,
      }),
    ]);
    const key = 'cgo.CXX.version';
    return version === null || problems.length > 0
      ? { ...NOTHING, problems }
      : { ...NOTHING, portable: { [key]: version }, origins: { [key]: tilde(compiler.path, host.home) } };
  }
  const set = host.go.configured('CXX');
  const unset = unsetEverywhere('CXX', set?.origin, host.go.hidden('CXX')?.origin);
  const install = installAdvice(host, compiler, 'C++');
  const fallback = host.which('g++').length + host.which('clang++').length > 0;
  return {
    ...NOTHING,
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
function brokenCompiler(host: Host, name: 'CC' | 'CXX', refusal: string): BuildProblem {
  const set = host.go.configured(name);
  const noHeaders = name === 'CC' && /stdlib\.h/.test(refusal);
  const unset = unsetEverywhere(name, set?.origin, host.go.hidden(name)?.origin);
  const install = noHeaders
    ? `install the headers of the C library: ${installCommand(host, 'gcc')}`
    : name === 'CC'
      ? 'install the compiler that CC names'
      : 'install the compiler that CXX names';
  return {
    key: name,
    message: redactMessage(goMessage(refusal) || 'it cannot compile', name, set?.value ?? ''),
    expected: name === 'CC' ? 'a C compiler that finds stdlib.h' : 'a C++ compiler that compiles',
    fix: unset === null ? install : `${unset}  # or ${install}`,
    location: null,
    severity: 'error',
    origin: set?.origin ?? 'default',
  };
}

function flagProblem(host: Host, name: string, refusal: string): BuildProblem {
  const set = host.go.configured(name);
  return {
    key: name,
    message: redactMessage(goMessage(refusal), name, set?.value ?? ''),
    expected: name === 'CGO_CXXFLAGS' ? 'flags of the C++ compiler' : 'flags of the C compiler',
    fix: unsetEverywhere(name, set?.origin, host.go.hidden(name)?.origin),
    location: null,
    severity: 'error',
    origin: set?.origin ?? 'default',
  };
}

function targetFlags(words: readonly string[]): readonly string[] {
  return words.filter((word, index) => TARGET_FLAG.test(word) || TAKES_WORD.test(words[index - 1] ?? ''));
}
