import { parse as parseToml, TomlError } from 'smol-toml';
import type { VersionDeclaration, VersionSource } from './declared.ts';
import { inputError } from './errors.ts';
import { isValidGoVersion } from './go-version.ts';

/** Names that version managers give to what has no version of its own: the system's Go, the newest, a path, a query. */
const UNTOLD = /^(?:system|latest|lts|stable|oldstable|tip|master|gotip)$|:|\{\{/;
const GO_NAMES = ['go', 'golang', 'core:go'];

/**
 * What a `.go-version` declares: the first word of its first line that has one, up to a `:` (goenv), with an optional
 * `go` or `v` before it. Null where it names no version (`system`, `latest`). Throws InputError.
 */
export function parseGoVersionFile(text: string, file: string): VersionDeclaration | null {
  for (const [index, line] of text.split('\n').entries()) {
    const word = words(line)[0]?.split(':', 1)[0];
    if (word !== undefined) return versionDeclaration('.go-version', word, file, index + 1);
  }
  throw inputError('no version in it', file);
}

/**
 * What a `.tool-versions` declares for `golang` or `go`: the first version of the first such line. Null without one,
 * and where it names no version (`system`, `latest`, `ref:…`, `path:…`). Throws InputError.
 */
export function parseToolVersions(text: string, file: string): VersionDeclaration | null {
  for (const [index, line] of text.split('\n').entries()) {
    const [tool, version] = words(line);
    if (tool !== 'golang' && tool !== 'go') continue;
    if (version === undefined) throw inputError(`no version of ${tool}`, file, index + 1);
    return versionDeclaration('.tool-versions', version, file, index + 1);
  }
  return null;
}

/**
 * What a mise.toml declares under `[tools]` for Go: the first of its versions. Null without one, and where it names no
 * version (`latest`, `system`, `ref:…`, a template). Throws InputError.
 */
export function parseMiseToml(text: string, file: string): VersionDeclaration | null {
  const tools = member(readToml(text, file), 'tools');
  const name = GO_NAMES.find((candidate) => member(tools, candidate) !== undefined);
  if (name === undefined) return null;
  const line = lineOf(text, name);
  const declared = member(tools, name);
  const first = Array.isArray(declared) ? declared[0] : declared;
  const version = typeof first === 'string' ? first : member(first, 'version');
  // A number would lose its zeros: 1.20 is 1.2.
  if (typeof version !== 'string') throw inputError(`tools.${name} must be a version in quotes`, file, line);
  return versionDeclaration('mise.toml', version, file, line);
}

/** A version as a version manager's file has it; null where it names none. Throws InputError if it is malformed. */
function versionDeclaration(
  source: VersionSource,
  text: string,
  file: string,
  line: number,
): VersionDeclaration | null {
  if (UNTOLD.test(text)) return null;
  const version = text.replace(/^(?:go|v)(?=\d)/, '');
  if (!isValidGoVersion(version)) throw inputError(`${JSON.stringify(text)} is no Go version`, file, line);
  return { source, kind: 'exact', version, location: { file, line } };
}

function words(line: string): readonly string[] {
  return line
    .replace(/#.*/s, '')
    .split(/\s+/)
    .filter((word) => word !== '');
}

function readToml(text: string, file: string): unknown {
  try {
    return parseToml(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw inputError('invalid TOML document', file);
    throw inputError(error.message.split('\n', 1)[0] ?? '', file, error.line);
  }
}

function member(table: unknown, key: string): unknown {
  if (typeof table !== 'object' || table === null || Array.isArray(table)) return undefined;
  return new Map(Object.entries(table)).get(key);
}

/** The parser keeps no positions: the first line that sets the tool below `tools`, else the one that names `tools`. */
function lineOf(text: string, name: string): number {
  const lines = text.split('\n').map((line) => line.replaceAll(/["'\s]/g, ''));
  let header = '';
  let fallback = 0;
  for (const [index, line] of lines.entries()) {
    const table = /^\[\[?([^\]#]+)\]/.exec(line)?.[1];
    if (table !== undefined) header = `${table}.`;
    const key = table ?? `${header}${line.split('=', 1)[0]}`;
    if (key === `tools.${name}` || key.startsWith(`tools.${name}.`)) return index + 1;
    if (fallback === 0 && key === 'tools') fallback = index + 1;
  }
  return fallback || 1;
}
