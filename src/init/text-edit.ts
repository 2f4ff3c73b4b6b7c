/** One replacement in a file that was there before; `removed` is empty where text was only put in. */
export interface TextEdit {
  readonly removed: string;
  readonly inserted: string;
}

export interface EditedText {
  readonly text: string;
  readonly edit: TextEdit;
}

/** Puts lines in at an offset that begins a line or ends the file, in the file's own line ends. */
export function insertLines(text: string, at: number, lines: string): EditedText {
  const open = at > 0 && text[at - 1] !== '\n';
  const written = open ? `\n${lines.replace(/\n$/, '')}` : lines;
  const inserted = text.includes('\r\n') ? written.replaceAll('\n', '\r\n') : written;
  return replaceAt(text, at, '', inserted);
}

export function replaceAt(text: string, at: number, removed: string, inserted: string): EditedText {
  return {
    text: text.slice(0, at) + inserted + text.slice(at + removed.length),
    edit: { removed, inserted },
  };
}

export function unchanged(text: string): EditedText {
  return { text, edit: { removed: '', inserted: '' } };
}

/** The text before the edit; null where what was put in is no longer there exactly once. Other changes stay. */
export function undoEdit(text: string, { removed, inserted }: TextEdit): string | null {
  const at = text.indexOf(inserted);
  if (inserted === '' || at < 0 || text.indexOf(inserted, at + 1) >= 0) return null;
  return text.slice(0, at) + removed + text.slice(at + inserted.length);
}

/** Where the line after the one at this offset begins. */
export function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}
