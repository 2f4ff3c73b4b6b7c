import { inputError } from './errors.ts';

const ESCAPE = /\\(?:([abfnrtv\\"])|x([0-9a-fA-F]{2})|([0-3][0-7]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|)/g;
const SIMPLE = new Map(
  [...'abfnrtv\\"'].map((letter, index) => [letter, '\x07\b\f\n\r\t\v\\"'.charAt(index)]),
);

/**
 * The value of a go.mod token, as `parseString` in golang.org/x/mod/modfile/rule.go: a word as it is, a `"…"` string
 * unquoted. Throws InputError; a raw string too is refused by Go, though its lexer knows it.
 */
export function parseGoString(token: string): string {
  if (!token.startsWith('"')) {
    if (/["'`]/.test(token)) throw inputError('unquoted string cannot contain quote');
    return token;
  }
  const content = token.slice(1, -1);
  if (!content.includes('\\')) return content;
  // \x and octal escapes are bytes, which need not be whole runes on their own.
  const chunks: Buffer[] = [];
  let end = 0;
  for (const match of content.matchAll(ESCAPE)) {
    chunks.push(Buffer.from(content.slice(end, match.index)), escapedBytes(match));
    end = match.index + match[0].length;
  }
  return Buffer.concat([...chunks, Buffer.from(content.slice(end))]).toString();
}

function escapedBytes([, simple, hex, octal, short, long]: RegExpExecArray): Buffer {
  if (simple !== undefined) return Buffer.from(SIMPLE.get(simple) ?? '');
  if (hex !== undefined) return Buffer.of(Number.parseInt(hex, 16));
  if (octal !== undefined) return Buffer.of(Number.parseInt(octal, 8));
  const rune = Number.parseInt(short ?? long ?? '', 16);
  const isRune = rune <= 0x10ffff && (rune < 0xd800 || rune > 0xdfff);
  if (!isRune) throw inputError('invalid syntax');
  return Buffer.from(String.fromCodePoint(rune));
}
