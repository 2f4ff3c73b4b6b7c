import type { GodebugLine, GoMod, GoModReplace, GoModRequire } from './declared.ts';
import { inputError } from './errors.ts';
import {
  type DirectiveReader,
  godebugDirective,
  onlyWord,
  readDirectives,
  readModuleVersion,
  readReplace,
  readString,
  readVersionText,
  type VersionLines,
  versionDirectives,
} from './go-mod-directive.ts';

/** Go refuses a go.mod with a directive that it does not know: the release that each came with. */
const DIRECTIVES_SINCE: readonly (readonly [directive: string, version: string])[] = [
  ['ignore', '1.25'],
  ['tool', '1.24'],
  ['godebug', '1.23'],
  ['toolchain', '1.21'],
];
const BLOCKS = new Set(['module', 'godebug', 'require', 'exclude', 'replace', 'retract', 'tool', 'ignore']);

/**
 * What a main module's go.mod declares, as `Parse` in golang.org/x/mod/modfile/rule.go. Throws InputError with every
 * line's problem. Stricter than it in what Go refuses later: a `go` or `toolchain` line that names no version.
 */
export function parseGoMod(text: string, file: string): GoMod {
  let module: string | null | undefined;
  const versions: VersionLines = { go: null, toolchain: null };
  const require: GoModRequire[] = [];
  const replace: GoModReplace[] = [];
  const tool: { path: string; line: number }[] = [];
  const godebug: GodebugLine[] = [];
  const ignore: string[] = [];

  const directives = new Map<string, DirectiveReader>([
    [
      'module',
      (words) => {
        if (module !== undefined) throw inputError('repeated module statement');
        module = null;
        module = readString(onlyWord(words, 'usage: module module/path'));
      },
    ],
    ...versionDirectives(versions),
    godebugDirective(godebug),
    [
      'require',
      (words, at) => {
        require.push({
          ...readRequirement('require', words),
          indirect: isIndirect(at.comment),
          line: at.line,
        });
      },
    ],
    ['exclude', (words) => void readRequirement('exclude', words)],
    ['replace', (words, at) => void replace.push(readReplace(words, at))],
    ['retract', checkRetract],
    [
      'tool',
      (words, { line }) => {
        tool.push({ path: readString(onlyWord(words, 'tool directive expects exactly one argument')), line });
      },
    ],
    [
      'ignore',
      (words) =>
        void ignore.push(readString(onlyWord(words, 'ignore directive expects exactly one argument'))),
    ],
  ]);
  const seen = new Map<string, number>();
  for (const [verb, read] of directives)
    directives.set(verb, (words, at) => {
      if (!seen.has(verb)) seen.set(verb, at.line);
      read(words, at);
    });
  readDirectives(text, file, { directives, blocks: BLOCKS });
  return { module: module || null, ...versions, require, replace, tool, godebug, ignore, ...oldestGo(seen) };
}

function oldestGo(seen: ReadonlyMap<string, number>): Pick<GoMod, 'oldest'> {
  const [newest] = DIRECTIVES_SINCE.flatMap(([directive, version]) => {
    const line = seen.get(directive);
    return line === undefined ? [] : [{ version, line }];
  });
  return newest === undefined ? {} : { oldest: newest };
}

function readRequirement(verb: string, words: readonly string[]): Pick<GoModRequire, 'path' | 'version'> {
  const [pathWord, versionWord] = words;
  if (pathWord === undefined || versionWord === undefined || words.length > 2) {
    throw inputError(`usage: ${verb} module/path v1.2.3`);
  }
  const path = readString(pathWord);
  return { path, version: readModuleVersion(verb, path, versionWord) };
}

/** `// indirect`, alone or before `;`. */
function isIndirect(comment: string): boolean {
  return /^\/\/\s*indirect(?:$|;\s+\S)/.test(comment);
}

/** `v1.2.3` or `[ v1.2.3 , v1.3.0 ]`; which versions they are is the proxy's to tell. */
function checkRetract(words: readonly string[]): void {
  const interval = words[0] === '[';
  if (words.length === 0 || words[0] === '(') throw inputError("expected '[' or version");
  if (interval && words.length < 2) throw inputError("expected version after '['");
  if (interval && words[2] !== ',') throw inputError("expected ',' after version");
  if (interval && words.length < 4) throw inputError("expected version after ','");
  if (interval && words[4] !== ']') throw inputError("expected ']' after version");
  for (const word of interval ? [words[1], words[3]] : [words[0]]) readVersionText('retract', word ?? '');
  const extra = words[interval ? 5 : 1];
  if (extra !== undefined) throw inputError(`unexpected token after version: ${JSON.stringify(extra)}`);
}
