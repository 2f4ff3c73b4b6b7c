/** What a tool's binary says about itself; null for what it does not say. */
export interface ToolFact {
  /** The module's version (`v0.30.0`); of a tool of the SDK the Go version (`go1.26.8`). */
  readonly version: string | null;
  /** The Go that built it, as that Go calls itself: it may hold spaces. */
  readonly goVersion: string | null;
  /** The module's `h1:` hash. */
  readonly sum: string | null;
}

const UNTOLD = '-';

/** `<version> <go version>[ <h1:…>]`, with `-` for what is not known. */
export function formatToolFact({ version, goVersion, sum }: ToolFact): string {
  return [version ?? UNTOLD, goVersion ?? UNTOLD, ...(sum === null ? [] : [sum])].join(' ');
}

/** The inverse of formatToolFact; what a text lacks is null. */
export function parseToolFact(text: string): ToolFact {
  const words = text.split(' ');
  const sum = words.length > 2 && words.at(-1)?.startsWith('h1:') === true ? (words.pop() ?? null) : null;
  const [version = '', ...goVersion] = words;
  return { version: told(version), goVersion: told(goVersion.join(' ')), sum };
}

function told(word: string): string | null {
  return word === UNTOLD || word === '' ? null : word;
}

/** Further facts of a tool, in keys of their own: what the tool is called holds no space. */
export type ToolDetail = 'module' | 'build' | 'package' | 'CGO_ENABLED' | 'golang.org/x/tools';

export function toolDetailKey(name: string, detail: ToolDetail): string {
  return `${name} ${detail}`;
}

/** Whether a key of the `tools` dimension's portable facts is that of a tool, not of one of its details. */
export function isToolKey(key: string): boolean {
  return !key.includes(' ');
}
