import { basename, join } from 'node:path';
import { CollectError } from '../domain/errors.ts';
import { quotedWords } from '../domain/quoted-words.ts';
import type { Host, RunOptions, RunResult } from './host.ts';
import { isScript, startError } from './start-error.ts';

const ANSWER_LIMIT_MS = 5_000;

/** A command of the C toolchain as Go starts it. */
export interface CTool {
  readonly path: string;
  readonly args: readonly string[];
}

export type CToolLookup =
  | ({ readonly state: 'found' } & CTool)
  | {
      readonly state: 'missing';
      readonly command: string;
      /** The file that cannot be started; null where there is none. */
      readonly path: string | null;
      /** `exec: "gcc": executable file not found in $PATH` */
      readonly message: string;
    }
  /** With this value no command of Go builds anything. */
  | { readonly state: 'refused'; readonly message: string };

/** What Go would run for a value of CC, CXX or FC (cmd/go/internal/work: BuildInit, envList); null where it is blank. */
export function findCTool(
  host: Pick<Host, 'which' | 'stat' | 'platform' | 'firstBytes'>,
  name: string,
  value: string,
): CToolLookup | null {
  const parsed = quotedWords(value);
  if ('problem' in parsed)
    return {
      state: 'refused',
      message: `${name} environment variable could not be parsed: ${parsed.problem}`,
    };
  const [command, ...args] = parsed.words;
  if (command === undefined) return null;
  if (command === '' || (command.includes('/') && !command.startsWith('/')))
    return {
      state: 'refused',
      message: `${name} environment variable is relative; must be absolute path: ${command}`.trim(),
    };
  const path = host.which(command)[0] ?? null;
  const message =
    path === null ? `exec: ${JSON.stringify(command)}: ${whyMissing(host, command)}` : startError(host, path);
  if (path !== null && message === null) return { state: 'found', path, args };
  return { state: 'missing', command, path, message: message ?? '' };
}

/** How to put what is missing in its place. */
export function installAdvice(
  host: Pick<Host, 'readText'>,
  { command, path }: { readonly command: string; readonly path: string | null },
  language: 'C' | 'C++',
): string {
  const place = path ?? (command.startsWith('/') ? command : null);
  if (place === null) return installCommand(host, command);
  return language === 'C' ? `put a C compiler at ${place}` : `put a C++ compiler at ${place}`;
}

/** In the words of os/exec. */
export function whyMissing(host: Pick<Host, 'stat'>, command: string): string {
  if (!command.includes('/')) return 'executable file not found in $PATH';
  return host.stat(command) === null ? `stat ${command}: no such file or directory` : 'permission denied';
}

/** Runs a tool that may not know the question; null where it cannot be run. */
export async function askCTool(
  host: Pick<Host, 'env' | 'home' | 'run'>,
  { path, args }: CTool,
  question: readonly string[],
  options: Partial<RunOptions> = {},
): Promise<RunResult | null> {
  const env = { PATH: host.env.PATH ?? '', HOME: host.home, LC_ALL: 'C', ...options.env };
  try {
    return await host.run(path, [...args, ...question], { timeoutMs: ANSWER_LIMIT_MS, ...options, env });
  } catch (cause) {
    if (cause instanceof CollectError) return null;
    throw cause;
  }
}

/** Programs that run the compiler named by their first argument, or by their own name. */
const LAUNCHERS = new Set(['ccache', 'sccache', 'distcc', 'icecc', 'env']);

/**
 * As `askCTool`, where the answer depends on nothing but the compiler. Of one that runs another, its own stat data do not show a
 * change.
 */
export async function askCompiler(
  host: Host,
  tool: CTool,
  question: readonly string[],
): Promise<RunResult | null> {
  return askCTool(host, tool, question, { reusable: !runsAnother(host, tool) });
}

function runsAnother(host: Host, { path, args }: CTool): boolean {
  if (isScript(host, path)) {
    host.volatile(`${path} is a script: it may run another compiler`);
    return true;
  }
  const launcher = host.realpath(path) ?? path;
  if (!LAUNCHERS.has(basename(launcher))) return false;
  const isNamed = LAUNCHERS.has(basename(path));
  const compiler = isNamed
    ? host.which(args[0] ?? '')[0]
    : host.which(basename(path)).find((other) => host.realpath(other) !== launcher);
  if (compiler === undefined || isScript(host, compiler))
    host.volatile(`${path} runs a compiler that may change`);
  return true;
}

/** The first line of its `--version`; null for one that does not say. */
export async function cToolVersion(host: Host, tool: CTool): Promise<string | null> {
  const result = await askCompiler(host, tool, ['--version']);
  return result?.stdout.split('\n')[0]?.trim() || null;
}

const PACKAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'apt-get install': {
    gcc: 'gcc libc6-dev',
    'g++': 'g++',
    clang: 'clang libc6-dev',
    'pkg-config': 'pkg-config',
    ccache: 'ccache',
  },
  'apk add': {
    gcc: 'gcc musl-dev',
    'g++': 'g++',
    clang: 'clang musl-dev',
    'pkg-config': 'pkgconf',
    ccache: 'ccache',
  },
  'dnf install': {
    gcc: 'gcc',
    'g++': 'gcc-c++',
    clang: 'clang',
    'pkg-config': 'pkgconf-pkg-config',
    ccache: 'ccache',
  },
};
const INSTALLERS: readonly (readonly [system: RegExp, installer: string])[] = [
  [/\b(?:debian|ubuntu)\b/, 'apt-get install'],
  [/\balpine\b/, 'apk add'],
  [/\b(?:fedora|rhel|centos)\b/, 'dnf install'],
];

/** `apt-get install gcc libc6-dev` where the system is known, else `install gcc`. */
export function installCommand(host: Pick<Host, 'readText'>, command: string): string {
  const installer = installerOf(host);
  const packages = installer === null ? undefined : PACKAGES[installer]?.[command];
  return packages === undefined ? `install ${command}` : `${installer} ${packages}`;
}

/** The command that installs packages here; null where it is not known. */
export function installerOf(host: Pick<Host, 'readText'>): string | null {
  const text = host.readText(join('/etc', 'os-release')) ?? '';
  const ids = [...text.matchAll(/^(?:ID|ID_LIKE)=(.*)$/gm)].map(([, id]) => id).join(' ');
  return INSTALLERS.find(([system]) => system.test(ids))?.[1] ?? null;
}
