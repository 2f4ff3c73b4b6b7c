/** What line 1 begins with; an instant in UTC with milliseconds follows. */
export const SNAPSHOT_HEADER = '#SNAPSHOT v1 ';

/** A line's two halves, unescaped. */
export interface SnapshotEntry {
  readonly key: string;
  readonly value: string;
}

const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '=': '\\=' };
const UNESCAPED: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', r: '\r', '=': '=' };

/** `key=value` as it stands in a snapshot, without the line's end. */
export function formatLine(key: string, value: string): string {
  return `${escapeText(key)}=${escapeText(value)}`;
}

/** Whether a reader passes over this line (not the first): a comment or nothing. */
export function isSkipped(line: string): boolean {
  return line === '' || line.startsWith('#') || /^[ \t]+$/.test(line);
}

/** Reads `key=value`; a bare `=` in the value is its own. Returns what is wrong as text, which never holds the value. */
export function parseLine(line: string): SnapshotEntry | string {
  if (!line.includes('\\')) {
    const at = line.indexOf('=');
    if (at < 0) return 'no "=" between key and value';
    return at === 0 ? 'empty key' : { key: line.slice(0, at), value: line.slice(at + 1) };
  }
  const at = separatorIndex(line);
  if (at < 0) return 'no "=" between key and value';
  if (at === 0) return 'empty key';
  const key = unescapeText(line.slice(0, at));
  const value = unescapeText(line.slice(at + 1));
  return key === null || value === null
    ? 'bad escape: only \\\\, \\n, \\r and \\= are known'
    : { key, value };
}

/** Where the first `=` stands that is not escaped; -1 without one. */
export function separatorIndex(line: string): number {
  let at = 0;
  while (at < line.length && line[at] !== '=') at += line[at] === '\\' ? 2 : 1;
  return at < line.length ? at : -1;
}

/** Orders strings by their UTF-8 bytes; JavaScript's own order differs from U+E000 on, where surrogates sort too low. */
export function compareBytewise(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codePointRank(x) - codePointRank(y);
  }
  return a.length - b.length;
}

function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

function escapeText(text: string): string {
  return /[\\\n\r=]/.test(text) ? text.replace(/[\\\n\r=]/g, (char) => ESCAPED[char] ?? char) : text;
}

/** null for an escape that the format does not know. */
function unescapeText(text: string): string | null {
  let good = true;
  const plain = text.replace(/\\(.?)/gs, (_, char: string) => {
    const meant = UNESCAPED[char];
    if (meant === undefined) good = false;
    return meant ?? '';
  });
  return good ? plain : null;
}
