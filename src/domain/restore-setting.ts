import { posixQuote } from './posix-quote.ts';
import { isWritableSetting, unsetEverywhere } from './unset-setting.ts';

/** What the facts write for a directory of this host, where a path component ends. */
const PLACE = /(~|\$GOMODCACHE|\$GOROOT)(?=[/\s:,;'"=|\\]|$)/;
const EXPANSIONS: Readonly<Record<string, string>> = {
  '~': '$HOME',
  $GOMODCACHE: '$(go env GOMODCACHE)',
  $GOROOT: '$(go env GOROOT)',
};

/**
 * How to give a setting its approved value again, by the origin of the present one: `go env -w` for what a file sets, since
 * `export` would last no longer than the shell; else `export`. Null for a value that no line of a shell can hold.
 */
export function restoreSetting(
  name: string,
  value: string,
  origin: string | null | undefined,
): string | null {
  if (/\p{Cc}/u.test(value)) return null;
  const inFile = origin != null && (origin.startsWith('$GOROOT/') || /:\d+$/.test(origin));
  return `${inFile && isWritableSetting(name) ? 'go env -w' : 'export'} ${name}=${shellWord(value)}`;
}

/**
 * As `unsetEverywhere`, but a line of `$GOROOT/go.env` is overridden: the file is the SDK's, and an empty value in GOENV
 * counts before it (measured with Go 1.21.13 and 1.27.4).
 */
export function clearSetting(
  name: string,
  origin: string | null | undefined,
  hidden: string | null | undefined,
): string | null {
  if (origin?.startsWith('$GOROOT/') && isWritableSetting(name)) return `go env -w ${name}=`;
  return unsetEverywhere(name, origin, hidden);
}

/** One word for a POSIX shell that stands for the value on this host. */
function shellWord(value: string): string {
  const parts = value.split(new RegExp(PLACE, 'g'));
  if (parts.length === 1) return posixQuote(value);
  const words = parts.map((part, index) =>
    index % 2 === 1 ? EXPANSIONS[part] : part.replaceAll(/["\\$`]/g, '\\$&'),
  );
  return `"${words.join('')}"`;
}
