import { parseGoString } from '../../domain/go-string.ts';
import { runningVersion } from '../../domain/go-version-output.ts';
import { isPseudoVersion } from '../../domain/module-version.ts';
import type { ToolFact } from '../../domain/tool-fact.ts';
import { ldflagsVersion } from './ldflags-version.ts';
import type { BinaryPackage } from './tool-package.ts';

/** What a binary says of itself. */
export interface BuildInfo {
  readonly fact: ToolFact;
  /** The module of its main package, `PATH => PATH` or `PATH => (devel)` where another one or a directory replaced it; null if it names none. */
  readonly module: string | null;
  /** What `go install` builds it from; null where no module's path leads to it. */
  readonly binary: BinaryPackage | null;
  /** The build's settings by name, e.g. `vcs.revision`, `-tags`, `CGO_ENABLED`. */
  readonly settings: ReadonlyMap<string, string>;
  /** The version of golang.org/x/tools in it; null where it holds none. */
  readonly xTools: string | null;
}

type Fields = readonly string[];
const X_TOOLS = 'golang.org/x/tools';

/**
 * What `go version -m FILE…` printed about each of `files`, as formatted by `func (bi *BuildInfo) String` in Go's
 * runtime/debug/mod.go; files without build information are left out.
 */
export function parseBuildInfo(output: string, files: readonly string[]): ReadonlyMap<string, BuildInfo> {
  const sections = new Map<string, string[]>();
  let section: string[] | undefined;
  for (const line of output.split('\n')) {
    if (line.startsWith('\t')) {
      section?.push(line);
      continue;
    }
    const file = headerFile(line, files);
    section = file === null ? undefined : [line.slice(file.length + 2)];
    if (file !== null && section !== undefined) sections.set(file, section);
  }
  return new Map(
    [...sections].map(([file, [goVersion = '', ...lines]]) => [file, buildInfo(goVersion, lines)]),
  );
}

/** The file that a line `<file>: <go version>` is about. A name may hold `: `: the longest one that fits. */
function headerFile(line: string, files: readonly string[]): string | null {
  return files
    .filter((file) => line.startsWith(`${file}: `))
    .reduce<string | null>((longest, file) => (file.length > (longest?.length ?? 0) ? file : longest), null);
}

function buildInfo(goVersion: string, lines: readonly string[]): BuildInfo {
  const fields = lines.map((line) => line.slice(1).split('\t'));
  const path = fields.find(([key]) => key === 'path')?.[1] ?? '';
  const settings = new Map(fields.filter(([key]) => key === 'build').map(([, text = '']) => setting(text)));
  const [main, used] = moduleAt(fields, (key) => key === 'mod');
  const [, xTools] = moduleAt(
    fields,
    (key, module) => (key === 'mod' || key === 'dep') && module === X_TOOLS,
  );
  const module = main?.[1] ?? '';
  const isReplaced = used?.[1] !== main?.[1];
  // A directory's path is this machine's own, and it has no version.
  const replacement = /^v\d/.test(used?.[2] ?? '') ? used?.[1] : '(devel)';
  const isBelow = path === module || path.startsWith(`${module}/`);
  return {
    fact: toolFact(goVersion, used, { path, settings }),
    module: module === '' ? null : isReplaced ? `${module} => ${replacement}` : module,
    binary: module === '' || isReplaced || !isBelow ? null : { module, package: path },
    settings,
    xTools: xTools?.[2] ?? null,
  };
}

/** The line of a module, and the one that says what is used: a replaced module is followed by what replaces it. */
function moduleAt(
  fields: readonly Fields[],
  matches: (key: string | undefined, module: string | undefined) => boolean,
): readonly [written: Fields | undefined, used: Fields | undefined] {
  const at = fields.findIndex(([key, module]) => matches(key, module));
  if (at < 0) return [undefined, undefined];
  return [fields[at], fields[at + 1]?.[0] === '=>' ? fields[at + 1] : fields[at]];
}

function toolFact(
  goVersion: string,
  mod: Fields | undefined,
  { path, settings }: { readonly path: string } & Pick<BuildInfo, 'settings'>,
): ToolFact {
  const [, , version = '', sum = ''] = mod ?? [];
  const fact = {
    goVersion,
    // A build from a directory is called `(devel)`.
    version: /^v\S+$/.test(version) ? version : null,
    sum: /^h1:\S+$/.test(sum) ? sum : null,
  };
  if (mod === undefined && path.startsWith('cmd/')) {
    const ofSdk = runningVersion(goVersion);
    return { ...fact, version: ofSdk === null ? null : `go${ofSdk}` };
  }
  // What a release build says of itself is better than the commit that it, or its packager's repository, was at.
  const isCommit =
    fact.version !== null && (isPseudoVersion(fact.version) || fact.version.endsWith('+dirty'));
  if (fact.sum !== null || (fact.version !== null && !isCommit)) return fact;
  return { ...fact, version: ldflagsVersion(settings.get('-ldflags') ?? '') ?? fact.version };
}

/** `key=value`, each quoted as a Go string where it must be. */
function setting(text: string): readonly [string, string] {
  const [, key = '', value = ''] = /^("(?:[^"\\]|\\.)*"|[^=]*)=?(.*)$/s.exec(text) ?? [];
  return [unquoted(key), unquoted(value)];
}

function unquoted(text: string): string {
  if (!/^"(?:[^"\\]|\\.)*"$/s.test(text)) return text;
  try {
    return parseGoString(text);
  } catch {
    return text;
  }
}
