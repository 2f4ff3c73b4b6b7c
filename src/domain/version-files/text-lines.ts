export interface TextLine {
  /** Without its end and without a byte order mark. */
  readonly text: string;
  /** Offset of its first character. */
  readonly start: number;
  /** From 1. */
  readonly number: number;
}

/** As UTF-8, and as its three bytes read as Latin-1. */
const BYTE_ORDER_MARK = /^(?:\ufeff|\u00ef\u00bb\u00bf)/;

/** How many characters a byte order mark takes at the start of a text. */
export function byteOrderMarkLength(text: string): number {
  return BYTE_ORDER_MARK.exec(text)?.[0].length ?? 0;
}

/** The lines of a text with their offsets. */
export function* textLines(text: string): Generator<TextLine, void> {
  let start = byteOrderMarkLength(text);
  for (let number = 1; start <= text.length; number++) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    yield { text: text.slice(start, stop), start, number };
    start = stop + 1;
  }
}
