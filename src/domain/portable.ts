export interface Places {
  readonly home: string;
  readonly goroot: string;
  readonly gomodcache: string;
}

/**
 * A text without what only this host has: the module cache's path becomes `$GOMODCACHE`, the SDK's `$GOROOT`, the home
 * directory `~`; the longest place first, only where a path component ends.
 */
export function portableText(text: string, places: Places): string {
  const names = [
    [places.gomodcache, '$GOMODCACHE'],
    [places.goroot, '$GOROOT'],
    [places.home, '~'],
  ] as const;
  return [...names]
    .filter(([path]) => path.length > 1)
    .sort((a, b) => b[0].length - a[0].length)
    .reduce((result, [path, name]) => replacePath(result, path, name), text);
}

function replacePath(text: string, path: string, name: string): string {
  let result = '';
  let from = 0;
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
    const next = text[at + path.length];
    if (at < from || (next !== undefined && !/[/\s:,;'"=|\\]/.test(next))) continue;
    result += text.slice(from, at) + name;
    from = at + path.length;
  }
  return result + text.slice(from);
}
