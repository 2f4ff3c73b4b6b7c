export type QuotedWords =
  | { readonly words: readonly string[] }
  /** In Go's words. */
  | { readonly problem: string };

/** The words of CC, CXX, PKG_CONFIG and their kin: quotes only around whole words, nothing escaped (cmd/internal/quoted: Split). */
export function quotedWords(text: string): QuotedWords {
  const words: string[] = [];
  let rest = text.replace(/^[ \t\n\r]+/, '');
  while (rest !== '') {
    const [whole, single, double, plain] =
      /^(?:'([^']*)'|"([^"]*)"|([^'" \t\n\r][^ \t\n\r]*))/.exec(rest) ?? [];
    if (whole === undefined) return { problem: `unterminated ${rest.charAt(0)} string` };
    words.push(single ?? double ?? plain ?? '');
    rest = rest.slice(whole.length).replace(/^[ \t\n\r]+/, '');
  }
  return { words };
}

/** As `quotedWords`; none where a quote is not closed, which is told elsewhere. */
export function wordsOf(text: string): readonly string[] {
  const parsed = quotedWords(text);
  return 'words' in parsed ? parsed.words : [];
}
