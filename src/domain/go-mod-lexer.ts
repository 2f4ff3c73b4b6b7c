import { inputError } from './errors.ts';

export interface ModToken {
  readonly kind: 'word' | 'comment' | 'end-of-line' | 'end-of-file';
  /** A quoted string with its quotes; a comment without its line break. */
  readonly text: string;
  readonly line: number;
}

const SPACE = /[ \t\r]*/y;
const COMMENT = /\/\/[^\n]*\n?/y;
const PUNCTUATION = /[()[\]{},]/y;
// Go takes every printable rune but this punctuation (isIdent in modfile/read.go); a comment ends a word.
const NOT_WORD = /\/\/|\/\*|[\(\)\[\]\{\},]|[^\p{L}\p{M}\p{N}\p{P}\p{S}]/gv;
const BLOCK_COMMENT = 'mod files must use // comments (not /* */ comments)';

/**
 * A reader of the tokens of a go.mod or go.work file, as `readToken` in golang.org/x/mod/modfile/read.go: each call
 * gives the next one, at the end again and again. A comment that follows other tokens of its line ends the line.
 * Throws InputError at the first character that no token can hold.
 */
export function modLexer(text: string, file: string): () => ModToken {
  let position = 0;
  let line = 1;
  let lineHasTokens = false;

  function take(pattern: RegExp): string {
    pattern.lastIndex = position;
    const found = pattern.exec(text)?.[0] ?? '';
    position += found.length;
    return found;
  }

  function fail(message: string, at: number = line): never {
    throw inputError(message, file, at);
  }

  function endLine(kind: ModToken['kind'], content: string): ModToken {
    const token: ModToken = { kind, text: content.trimEnd(), line };
    if (content.endsWith('\n')) line += 1;
    lineHasTokens = false;
    return token;
  }

  function quoted(quote: string): string {
    const start = position;
    const startLine = line;
    for (position += 1; position < text.length; position += 1) {
      const character = text[position];
      if (character === '\n') fail('unexpected newline in string');
      if (character === quote) {
        position += 1;
        return text.slice(start, position);
      }
      if (character !== '\\' || quote === '`') continue;
      position += 1;
      if (text[position] === '\n') line += 1;
    }
    return fail('unexpected EOF in string', startLine);
  }

  function word(): string {
    const start = position;
    NOT_WORD.lastIndex = start;
    const end = NOT_WORD.exec(text);
    position = end?.index ?? text.length;
    if (end?.[0] === '/*') fail(BLOCK_COMMENT);
    if (position === start) fail(`unexpected input character ${printable(end?.[0] ?? '')}`);
    return text.slice(start, position);
  }

  return function next() {
    take(SPACE);
    const comment = take(COMMENT);
    if (comment !== '') return endLine(lineHasTokens ? 'end-of-line' : 'comment', comment);
    const first = text[position];
    if (first === undefined) return { kind: 'end-of-file', text: '', line };
    if (first === '\n') {
      position += 1;
      return endLine('end-of-line', first);
    }
    lineHasTokens = true;
    const startLine = line;
    const punctuation = take(PUNCTUATION);
    const content =
      punctuation !== '' ? punctuation : first === '"' || first === '`' ? quoted(first) : word();
    return { kind: 'word', text: content, line: startLine };
  };
}

function printable(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
