/**
 * Words as Go splits GOCACHEPROG, GOAUTH and CC (cmd/internal/quoted: Split): quotes count around a whole word only, and nothing
 * is escaped in them. The quote that is not closed where one is not.
 */
export function splitQuoted(text: string): readonly string[] | { readonly unterminated: string } {
  const words: string[] = [];
  let rest = text;
  for (;;) {
    rest = rest.replace(/^[ \t\n\r]+/, '');
    const [quote = ''] = rest;
    if (quote === '') return words;
    if (quote === '"' || quote === "'") {
      const end = rest.indexOf(quote, 1);
      if (end < 0) return { unterminated: quote };
      words.push(rest.slice(1, end));
      rest = rest.slice(end + 1);
    } else {
      const [word = ''] = /^[^ \t\n\r]+/.exec(rest) ?? [];
      words.push(word);
      rest = rest.slice(word.length);
    }
  }
}
