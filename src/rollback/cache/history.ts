/** A GOCACHE that was in use, and how Go was told so. */
export interface Root {
  readonly path: string;
  /** The GOCACHE line of Go's env file, latin1; null where there was none. */
  readonly setting: string | null;
}

/** What `history.json` holds. */
export interface History {
  /** In order: each rotate adds one, each rollback takes one away. The last is in use. */
  readonly roots: readonly Root[];
  /** When a root was last put out of use, ms since the epoch, by its path. */
  readonly retired: Readonly<Record<string, number>>;
}

export const NO_HISTORY: History = { roots: [], retired: {} };

export function formatHistory(history: History): string {
  return `${JSON.stringify(history, null, 2)}\n`;
}

/** Null for what `formatHistory` does not write. */
export function parseHistory(text: string): History | null {
  const { roots, retired } = parseObject(text) ?? {};
  if (!Array.isArray(roots) || !roots.every(isRoot) || !isObject(retired)) return null;
  return Object.values(retired).every(Number.isFinite)
    ? { roots, retired: retired as History['retired'] }
    : null;
}

/** Null for what is no JSON object. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const content: unknown = JSON.parse(text);
    return isObject(content) ? content : null;
  } catch {
    return null;
  }
}

function isRoot(root: unknown): root is Root {
  return (
    isObject(root) &&
    typeof root.path === 'string' &&
    root.path.startsWith('/') &&
    (root.setting === null || typeof root.setting === 'string')
  );
}

function isObject(content: unknown): content is Readonly<Record<string, unknown>> {
  return typeof content === 'object' && content !== null && !Array.isArray(content);
}
