/** Columns that a text takes on a terminal: none for colours and combining marks, two for East Asian wide characters. */
export function textWidth(text: string): number {
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(withoutColors(text)))
    width += WIDE.test(segment) ? 2 : 1;
  return width;
}

// Unicode's East Asian Width W and F, by scripts and blocks; emoji too.
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;

function withoutColors(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
  return text.replaceAll(/\x1b\[[\d;]*m/g, '');
}
