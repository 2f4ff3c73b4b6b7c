import { expect, test } from 'vitest';
import { quotedWords } from '../../src/domain/quoted-words.ts';

// cmd/internal/quoted/quoted_test.go of Go 1.27: TestSplit.
test.each([
  ['', []],
  ['" "', [' ']],
  ["' '", [' ']],
  ['a', ['a']],
  ['a ', ['a']],
  [' a  b\tc\n', ['a', 'b', 'c']],
  ['a b', ['a', 'b']],
  [`'a b' c`, ['a b', 'c']],
  [`"it's" ok`, ["it's", 'ok']],
  [`'a'b`, ['a', 'b']],
  [`gcc -O"2"`, ['gcc', '-O"2"']],
  [`'\\n'`, ['\\n']],
  [`''`, ['']],
])('%j', (text, words) => {
  expect(quotedWords(text)).toEqual({ words });
});

test.each([
  [`'gcc`, "unterminated ' string"],
  [`gcc "-O2`, 'unterminated " string'],
])('%j is refused in the words of Go', (text, problem) => {
  expect(quotedWords(text)).toEqual({ problem });
});
