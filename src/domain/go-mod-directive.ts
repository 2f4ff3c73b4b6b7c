import type { GodebugLine, GoModReplace, VersionLine } from './declared.ts';
import { InputError, type InputProblem, inputError } from './errors.ts';
import { type ModLine, parseModSyntax } from './go-mod-syntax.ts';
import { parseGoString } from './go-string.ts';
import { fromToolchain, isValidGoVersion } from './go-version.ts';
import { modulePathMajor } from './module-path.ts';
import { parseModuleVersion } from './module-version.ts';

/** Takes one directive's words after its verb. Throws InputError without a location. */
export type DirectiveReader = (words: readonly string[], at: ModLine) => void;

export interface DirectiveGrammar {
  readonly directives: ReadonlyMap<string, DirectiveReader>;
  /** Verbs that may be followed by a block of lines. */
  readonly blocks: ReadonlySet<string>;
}

/** Hands each directive of a go.mod or go.work file to its reader; throws one InputError with every line's problem. */
export function readDirectives(text: string, file: string, { directives, blocks }: DirectiveGrammar): void {
  const problems: InputProblem[] = [];

  function add(message: string, line: number): void {
    problems.push({ message, location: { file, line } });
  }

  function read(verb: string, words: readonly string[], at: ModLine): void {
    const reader = directives.get(verb);
    if (reader === undefined) {
      add(`unknown directive: ${verb}`, at.line);
      return;
    }
    try {
      reader(words, at);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      add(error.message, at.line);
    }
  }

  for (const statement of parseModSyntax(text, file)) {
    if (statement.kind === 'line') {
      const [verb = '', ...words] = statement.line.tokens;
      read(verb, words, statement.line);
      continue;
    }
    const verb = statement.tokens.join(' ');
    if (blocks.has(verb)) for (const line of statement.lines) read(verb, line.tokens, line);
    else add(`unknown block type: ${verb}`, statement.at);
  }
  if (problems.length > 0) throw new InputError(problems);
}

export interface VersionLines {
  go: VersionLine | null;
  toolchain: VersionLine | null;
}

/** The reader of `godebug` lines. */
export function godebugDirective(found: GodebugLine[]): [string, DirectiveReader] {
  return ['godebug', (words, { line }) => void found.push({ ...readGodebug(words), line })];
}

/** The readers that go.mod and go.work share; what they find is set in `found`. */
export function versionDirectives(found: VersionLines): [string, DirectiveReader][] {
  return [
    [
      'go',
      (words, { line }) => {
        if (found.go !== null) throw inputError('repeated go statement');
        found.go = { version: goLineVersion(words), line };
      },
    ],
    [
      'toolchain',
      (words, { line }) => {
        if (found.toolchain !== null) throw inputError('repeated toolchain statement');
        found.toolchain = { version: toolchainLineVersion(words), line };
      },
    ],
  ];
}

function goLineVersion(words: readonly string[]): string {
  const version = onlyWord(words, 'go directive expects exactly one argument');
  // modfile accepts 1.22.3rc1 too, but Go then refuses to build: no such version can be compared.
  if (!/^[1-9]\d*\./.test(version) || !isValidGoVersion(version) || /[a-z]$/.test(version)) {
    throw inputError(`invalid go version '${version}': must match format 1.23.0`);
  }
  return version;
}

/** Without a vendor's suffix; or `default`. */
function toolchainLineVersion(words: readonly string[]): string {
  const name = onlyWord(words, 'toolchain directive expects exactly one argument');
  // modfile accepts all that begins with go1., but Go refuses to run with a name that holds no version.
  const version = name === 'default' ? name : fromToolchain(name);
  if (version !== '') return version;
  throw inputError(`invalid toolchain version '${name}': must match format go1.23.0 or default`);
}

function readGodebug(words: readonly string[]): Pick<GodebugLine, 'key' | 'value'> {
  const usage = 'usage: godebug key=value';
  const [, key, value] = /^([^=]*)=(.*)$/s.exec(onlyWord(words, usage)) ?? [];
  if (key === undefined || value === undefined || /["'`,]/.test(key + value)) throw inputError(usage);
  return { key, value };
}

export function readReplace(words: readonly string[], { line }: ModLine): GoModReplace {
  const arrow = words[1] === '=>' ? 1 : 2;
  if (words.length < arrow + 2 || words.length > arrow + 3 || words[arrow] !== '=>') {
    throw inputError(
      'usage: replace module/path [v1.2.3] => other/module v1.4 or replace module/path [v1.2.3] => ../local/directory',
    );
  }
  const [oldPath = '', oldVersion = ''] = words;
  const path = readString(oldPath);
  if (modulePathMajor(path) === null) throw inputError(`replace ${path}: invalid module path`);
  const version = arrow === 1 ? null : readModuleVersion('replace', path, oldVersion);

  const newPath = readString(words[arrow + 1] ?? '');
  const newVersionWord = words[arrow + 2];
  const isDirectory = isDirectoryPath(newPath);
  if (newVersionWord === undefined) {
    if (!isDirectory) throw inputError(missingVersion(newPath));
    return { path, version, newPath, newVersion: null, line };
  }
  const newVersion = canonicalVersion('replace', newPath, newVersionWord);
  if (isDirectory) throw inputError(`replacement module directory path "${newPath}" cannot have version`);
  return { path, version, newPath, newVersion, line };
}

/** A quoted or plain word. */
export function readString(word: string): string {
  try {
    return parseGoString(word);
  } catch (error) {
    throw error instanceof InputError ? inputError(`invalid quoted string: ${error.message}`) : error;
  }
}

export function onlyWord(words: readonly string[], usage: string): string {
  const [word] = words;
  if (word === undefined || words.length > 1) throw inputError(usage);
  return word;
}

/** A module's version in canonical form, and fit for the major version that its path demands. */
export function readModuleVersion(verb: string, path: string, word: string): string {
  const version = canonicalVersion(verb, path, word);
  const pathMajor = modulePathMajor(path);
  if (pathMajor === null) throw inputError('invalid module path');
  const wanted = pathMajor.slice(1).replace(/-unstable$/, '');
  const major = version.split('.', 1)[0] ?? '';
  const fits = wanted === '' ? /^v[01]$/.test(major) || version.endsWith('+incompatible') : major === wanted;
  // Old versions of Go made v0.0.0 pseudo-versions for gopkg.in/….v1.
  if (fits || (pathMajor === '.v1' && version.startsWith('v0.0.0-'))) return version;
  throw inputError(
    `${verb} ${path}: version "${version}" invalid: should be ${wanted || 'v0 or v1'}, not ${major}`,
  );
}

/** A version's text, whatever it names; `subject` begins the message of the InputError. */
export function readVersionText(subject: string, word: string): string {
  try {
    return parseGoString(word);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw inputError(`${subject}: version ${JSON.stringify(word)} invalid: ${error.message}`);
  }
}

function canonicalVersion(verb: string, path: string, word: string): string {
  const text = readVersionText(`${verb} ${path}`, word);
  const version = parseModuleVersion(text);
  if (version === null) {
    throw inputError(`${verb} ${path}: version ${JSON.stringify(text)} invalid: must be of the form v1.2.3`);
  }
  const { major, minor, patch, prerelease, build } = version;
  const suffix = `${prerelease && `-${prerelease}`}${build === 'incompatible' ? '+incompatible' : ''}`;
  return `v${major}.${minor}.${patch}${suffix}`;
}

function missingVersion(newPath: string): string {
  return newPath.includes('@')
    ? "replacement module must match format 'path version', not 'path@version'"
    : 'replacement module without version must be directory path (rooted or starting with . or ..)';
}

/** Rooted, or starting with `.` or `..`, in the syntax of any system, as `IsDirectoryPath` in modfile/rule.go. */
function isDirectoryPath(path: string): boolean {
  return /^(?:\.{1,2}(?:$|[/\\])|[/\\]|[A-Za-z]:)/.test(path);
}
