import { compareGoVersions } from './go-version.ts';

/** What decides whether a Go file is part of a build. */
export interface BuildContext {
  readonly goos: string;
  readonly goarch: string;
  /** Of the Go that runs: `1.26.8`. */
  readonly version: string;
  /** Of `-tags`. */
  readonly tags: readonly string[];
  readonly cgo: boolean;
}

const UNIX = /^(?:aix|android|darwin|dragonfly|freebsd|hurd|illumos|ios|linux|netbsd|openbsd|solaris)$/;
const SYSTEM =
  /^(?:aix|android|darwin|dragonfly|freebsd|hurd|illumos|ios|js|linux|nacl|netbsd|openbsd|plan9|solaris|wasip1|windows|zos)$/;
const ARCHITECTURE =
  /^(?:386|amd64|amd64p32|arm|armbe|arm64|arm64be|loong64|mips|mipsle|mips64|mips64le|mips64p32|mips64p32le|ppc|ppc64|ppc64le|riscv|riscv64|s390|s390x|sparc|sparc64|wasm)$/;

/** Whether the name and the constraints of a Go file admit it (go/build: goodOSArchFile, shouldBuild). */
export function isAdmitted(name: string, header: string, context: BuildContext): boolean {
  return hasAdmittedName(name, context) && satisfies(header, context);
}

/** By its name alone: `_GOOS`, `_GOARCH` and `_GOOS_GOARCH` at its end. */
export function hasAdmittedName(name: string, context: BuildContext): boolean {
  const parts = name
    .replace(/\.go$/, '')
    .replace(/_test$/, '')
    .split('_')
    .slice(1);
  const last = parts.at(-1) ?? '';
  const before = parts.at(-2) ?? '';
  if (ARCHITECTURE.test(last))
    return hasTag(last, context) && (!SYSTEM.test(before) || hasTag(before, context));
  return !SYSTEM.test(last) || hasTag(last, context);
}

/** Whether a file imports "C", by what stands before its first declaration. */
export function importsC(header: string): boolean {
  return /\bimport\s*(?:\([^)]*?)?"C"/.test(header.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ''));
}

function satisfies(header: string, context: BuildContext): boolean {
  const top = header.split(/^package\s/m)[0] ?? '';
  const expression = /^\/\/go:build[ \t]+(.*)$/m.exec(top)?.[1];
  if (expression !== undefined) return evaluate(expression, context);
  return [...top.matchAll(/^\/\/[ \t]*\+build[ \t]+(.*)$/gm)].every(([, line = '']) =>
    line
      .trim()
      .split(/\s+/)
      .some((option) => option.split(',').every((term) => evaluate(term, context))),
  );
}

/** `||` binds least, then `&&`, then `!`. */
function evaluate(expression: string, context: BuildContext): boolean {
  const tokens = expression.match(/\|\||&&|[!()]|[^\s!()&|]+/g) ?? [];
  let at = 0;
  const either = (): boolean => {
    let value = both();
    while (tokens[at] === '||') {
      at++;
      const right = both();
      value ||= right;
    }
    return value;
  };
  const both = (): boolean => {
    let value = not();
    while (tokens[at] === '&&') {
      at++;
      const right = not();
      value &&= right;
    }
    return value;
  };
  const not = (): boolean => {
    const token = tokens[at++] ?? '';
    if (token === '!') return !not();
    if (token !== '(') return hasTag(token, context);
    const value = either();
    at++;
    return value;
  };
  return either();
}

function hasTag(tag: string, { goos, goarch, version, tags, cgo }: BuildContext): boolean {
  if (tag === 'cgo') return cgo;
  if (tag === goos || tag === goarch || tag === 'gc' || tags.includes(tag)) return true;
  if (tag === 'unix') return UNIX.test(goos);
  if ((goos === 'android' && tag === 'linux') || (goos === 'ios' && tag === 'darwin')) return true;
  if (goos === 'illumos' && tag === 'solaris') return true;
  return /^go1\.\d+$/.test(tag) && compareGoVersions(version, tag.slice(2)) >= 0;
}
