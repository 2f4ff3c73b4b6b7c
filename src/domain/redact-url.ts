/** What stands for a secret. */
export const HIDDEN = '***';

const SECRET_NAME = /TOKEN|SECRET|PASSW|CREDENTIAL|AUTH|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY/i;
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const CLEAN_AUTHORITY = /^(?:\[[0-9a-f:.%]*\]|[^:@[\]]*)(?::\d+)?$/i;

/** Whether a variable or flag of this name holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/**
 * The URL with userinfo, query values and fragment as `***`. Passwords that nobody percent-encoded are hidden too, at
 * the cost of a path that holds an `@`; with an `@` after a `?`, all is. Without a scheme, what stands before an `@` is userinfo.
 */
export function redactUrl(url: string): string {
  const scheme = SCHEME.exec(url)?.[0] ?? '';
  if (scheme === '' && !/[@?]/.test(url)) return url;
  return scheme + maskAfterScheme(url.slice(scheme.length), /@/g);
}

/** GOPROXY: URLs and words (`direct`, `off`) joined by `,` or `|`. A password may hold either: see `redactUrl`. */
export function redactGoProxy(list: string): string {
  return list
    .split(/(?<=[,|])(?=[a-z][a-z0-9+.-]*:\/\/)/i)
    .map((chunk) => {
      const scheme = SCHEME.exec(chunk)?.[0] ?? '';
      const at = chunk.lastIndexOf('@');
      const known = at < 0 ? chunk : `${scheme}${HIDDEN}${chunk.slice(at)}`;
      return known.replace(/[^,|]+/g, redactUrl);
    })
    .join('');
}

/** Free text, such as what `go` writes to stderr, with the secrets of the URLs in it as `***`. */
export function redactText(text: string): string {
  if (!text.includes('://')) return text;
  return (
    text
      // A password with a blank: go prints such a URL as it stands when it refuses it.
      .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@[]*:(?!\s|\d+(?:\W|$))[^\n@]*@/gi, `$1${HIDDEN}@`)
      .replace(/([a-z][a-z0-9+.-]*:\/\/)(\S*)/gi, (_, scheme: string, rest: string) => {
        const punctuation = /["'`)>,.:;]*$/.exec(rest)?.[0] ?? '';
        const plain = rest.slice(0, rest.length - punctuation.length);
        // The module proxy's own paths: `/@v/list`, `/@latest`, `/lookup/example.com/m@v1.2.3`.
        return scheme + maskAfterScheme(plain, /@(?!(?<=\/@)(?:v\/|latest))(?!(?<=\/.*@)v\d)/g) + punctuation;
      })
  );
}

function maskAfterScheme(rest: string, userinfoEnd: RegExp): string {
  const tailAt = rest.search(/[?#]/);
  const main = tailAt < 0 ? rest : rest.slice(0, tailAt);
  const tail = rest.slice(main.length);
  // The `?` may be the password's or the `@` the query's: nothing tells which part is the host.
  if (tail.includes('@')) return HIDDEN;
  const at = lastMatch(main, userinfoEnd);
  if (at >= 0) return `${HIDDEN}${main.slice(at)}${maskTail(tail)}`;
  const authority = /^[^/]*/.exec(main)?.[0] ?? '';
  return CLEAN_AUTHORITY.test(authority) ? main + maskTail(tail) : HIDDEN;
}

/** `?a=1&b#c` → `?a=***&***#***`. */
function maskTail(tail: string): string {
  const fragmentAt = tail.indexOf('#');
  const query = fragmentAt < 0 ? tail : tail.slice(0, fragmentAt);
  const masked = query.replace(/(?<=[?&;])([^=&;]+=)?[^&;]*/g, (pair, name: string | undefined) =>
    pair === '' ? '' : `${name ?? ''}${HIDDEN}`,
  );
  return fragmentAt < 0 ? masked : `${masked}#${HIDDEN}`;
}

function lastMatch(text: string, pattern: RegExp): number {
  let last = -1;
  for (const match of text.matchAll(pattern)) last = match.index;
  return last;
}
