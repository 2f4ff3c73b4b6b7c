import { compareGoVersions, isValidGoVersion } from '../../domain/go-version.ts';

/** Below GOROOT. */
export const GODEBUG_TABLE = 'src/internal/godebugs/table.go';
/** The first release that takes `default=`. */
const DEFAULT_SINCE = '1.23';

/** Which GODEBUG settings a Go knows, from its own source: `$GOROOT/src/internal/godebugs/table.go`. */
export interface GodebugTable {
  readonly known: ReadonlySet<string>;
  readonly removed: ReadonlyMap<string, RemovedSetting>;
}

interface RemovedSetting {
  /** The minor release, 27 for Go 1.27. */
  readonly release: number;
  /** The values that are refused since; null: every one. */
  readonly old: readonly string[] | null;
}

export function parseGodebugTable(text: string): GodebugTable {
  const known = new Set<string>();
  const removed = new Map<string, RemovedSetting>();
  for (const [, name = '', rest = ''] of text.matchAll(/^\s*\{Name: "([^"]+)"(.*)\},?/gm)) {
    const release = /\bRemoved: (\d+)/.exec(rest)?.[1];
    if (release === undefined) known.add(name);
    else removed.set(name, { release: Number(release), old: oldValues(rest) });
  }
  return { known, removed };
}

/** Before Go 1.27 a removed setting was refused with every value. */
function oldValues(rest: string): readonly string[] | null {
  const old = /\bOld: (.*)$/.exec(rest)?.[1];
  if (old === undefined) return null;
  if (/^zero\b/.test(old)) return ['0'];
  if (/^one\b/.test(old)) return ['1'];
  return [...old.matchAll(/s == "([^"]*)"/g)].map(([, value = '']) => value);
}

/**
 * Why Go refuses a `godebug` line or a `//go:debug` comment, in Go's own words; null where it does not (cmd/go/internal/modload:
 * CheckGodebug). Compared with `go build` of 1.21 to 1.27 in test/cli/godebug-refused.test.ts.
 */
export function godebugProblem(
  { key, value }: { readonly key: string; readonly value: string },
  { table, version }: { readonly table: GodebugTable; readonly version: string },
): string | null {
  if (key === 'default' && compareGoVersions(version, DEFAULT_SINCE) >= 0) {
    const wanted = value.replace(/^go/, '');
    if (!value.startsWith('go') || !isValidGoVersion(wanted)) return 'value for default= must be goVERSION';
    return compareGoVersions(wanted, version) > 0
      ? `default=${value} too new (toolchain is go${version})`
      : null;
  }
  const removed = table.removed.get(key);
  if (removed !== undefined) {
    const see = `https://go.dev/doc/godebug#go-1${removed.release}`;
    if (removed.old === null) return `use of removed godebug "${key}", see ${see}`;
    return removed.old.includes(value)
      ? `removed GODEBUG "${key}" set to old value "${value}" (${see})`
      : null;
  }
  return table.known.has(key) ? null : `unknown godebug "${key}"`;
}
