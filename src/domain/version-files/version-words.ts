import type { TextLine } from './text-lines.ts';
import type { WrittenVersion } from './written-version.ts';

/** A range with spaces in it. */
const SPACED_RANGE = /^[<>=^~]|\|\|| - /;

/**
 * The words of a line from `column` on, without a comment. A range such as `>=1.24 <1.27` is one word, as setup-go reads
 * it. Only ASCII spaces separate words, so that UTF-8 text read as Latin-1 has the same words.
 */
export function versionWords({ text, start, number }: TextLine, column = 0): readonly WrittenVersion[] {
  const comment = text.indexOf('#');
  const rest = text.slice(column, comment < 0 ? undefined : comment);
  const whole = /[^ \t\r\f\v](?:.*[^ \t\r\f\v])?/.exec(rest);
  if (whole === null) return [];
  const at = (word: string, index: number): WrittenVersion => {
    const from = start + column + index;
    return { text: word, start: from, end: from + word.length, line: number };
  };
  if (SPACED_RANGE.test(whole[0])) return [at(whole[0], whole.index)];
  return [...rest.matchAll(/[^ \t\r\f\v]+/g)].map(({ 0: word, index }) => at(word, index));
}
