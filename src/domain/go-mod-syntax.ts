import { inputError } from './errors.ts';
import { type ModToken, modLexer } from './go-mod-lexer.ts';

/** One directive, or a line of a block. */
export interface ModLine {
  readonly tokens: readonly string[];
  readonly line: number;
  /** The comment that ends the line, with its slashes; `''` without one. */
  readonly comment: string;
}

/** A directive without a block has itself as its only line; `tokens` are what stands before the `(`. */
export type ModStatement =
  | { readonly kind: 'line'; readonly line: ModLine }
  | {
      readonly kind: 'block';
      readonly tokens: readonly string[];
      readonly at: number;
      readonly lines: readonly ModLine[];
    };

/**
 * The statements of a go.mod or go.work file, as `parse` in golang.org/x/mod/modfile/read.go. Throws InputError at the
 * first syntax error, as what follows it cannot be told.
 */
export function parseModSyntax(text: string, file: string): readonly ModStatement[] {
  const next = modLexer(text, file);
  const statements: ModStatement[] = [];
  let token = next();

  function take(): ModToken {
    const taken = token;
    token = next();
    return taken;
  }

  function block(tokens: readonly string[], at: number): ModStatement {
    const lines: ModLine[] = [];
    while (token.text !== ')' || token.kind !== 'word') {
      if (token.kind === 'end-of-file') {
        throw inputError(`syntax error (unterminated block started at line ${at})`, file, token.line);
      }
      const first = take();
      if (first.kind === 'word') lines.push(restOfLine(first));
    }
    take();
    if (!endsLine(token))
      throw inputError('syntax error (expected newline after closing paren)', file, token.line);
    take();
    return { kind: 'block', tokens, at, lines };
  }

  function restOfLine(first: ModToken): ModLine {
    const tokens = [first.text];
    while (!endsLine(token)) tokens.push(take().text);
    return { tokens, line: first.line, comment: take().text };
  }

  function statement(first: ModToken): ModStatement {
    const tokens = [first.text];
    while (!endsLine(token)) {
      const { text: word } = take();
      if (word === '(' && endsLine(token)) return block(tokens, first.line);
      if (word === '(' && token.text === ')') {
        take();
        if (endsLine(token)) {
          take();
          return { kind: 'block', tokens, at: first.line, lines: [] };
        }
        tokens.push('(', ')');
      } else {
        tokens.push(word);
      }
    }
    return { kind: 'line', line: { tokens, line: first.line, comment: take().text } };
  }

  while (token.kind !== 'end-of-file') {
    const first = take();
    if (first.kind === 'word') statements.push(statement(first));
  }
  return statements;
}

function endsLine(token: ModToken): boolean {
  return token.kind === 'end-of-line' || token.kind === 'end-of-file';
}
