import { isAbsolute, join } from 'node:path';
import { CollectError } from '../domain/errors.ts';
import type { GoSetting } from './go.ts';
import type { Host } from './host.ts';

type SettingsHost = Pick<Host, 'env' | 'platform' | 'home' | 'readText' | 'stat'>;

/** What the user configured, before any default of Go's own. */
export interface GoSettings {
  /** Absolute path of the user's env file; null with `GOENV=off`. */
  readonly file: string | null;
  /** Why Go goes on without the file though something is there; else null. */
  readonly unread: 'a directory' | 'not a file' | 'not readable' | null;
  /** The file's effective lines: the last duplicate wins. */
  readonly fileValues: ReadonlyMap<string, { readonly value: string; readonly line: number }>;
  /** The line of the file; null where it has none. */
  readonly inFile: (key: string) => GoSetting | null;
  /** The environment, the file or `$GOROOT/go.env`; null where none of them says anything. */
  readonly configured: (key: string, goroot: string | null) => GoSetting | null;
}

/** Reads Go's settings in Go's own order (cmd/go/internal/cfg: Getenv, initEnvCache). */
export function readGoSettings(host: SettingsHost): GoSettings {
  const file = envFilePath(host);
  const { text, unread } = readEnvFile(host, file);
  const fileValues = parseEnvFile(text);
  const inFile = (key: string): GoSetting | null => {
    const line = fileValues.get(key);
    return line === undefined || file === null
      ? null
      : { value: line.value, origin: `${tilde(file, host.home)}:${line.line}` };
  };
  return {
    file,
    unread,
    fileValues,
    inFile,
    configured: (key, goroot) => {
      const own = host.env[key];
      // An empty variable does not override the file.
      if (own !== undefined && own !== '') return { value: own, origin: 'environment' };
      const line = inFile(key);
      // An empty line in the file does override $GOROOT/go.env.
      if (line !== null) return line;
      if (goroot === null) return null;
      const shipped = parseEnvFile(host.readText(join(goroot, 'go.env')) ?? '').get(key);
      return shipped === undefined ? null : { value: shipped.value, origin: '$GOROOT/go.env' };
    },
  };
}

/** Go goes on without what it cannot read (tried as another user with 1.18.10, 1.20.14, 1.23.12 and 1.27.4). */
function readEnvFile(
  host: SettingsHost,
  file: string | null,
): { readonly text: string } & Pick<GoSettings, 'unread'> {
  if (file === null) return { text: '', unread: null };
  try {
    const kind = host.stat(file)?.kind ?? null;
    if (kind === 'file') return { text: host.readText(file) ?? '', unread: null };
    return { text: '', unread: kind === null ? null : kind === 'directory' ? 'a directory' : 'not a file' };
  } catch (cause) {
    if (cause instanceof CollectError && cause.reason === 'permission')
      return { text: '', unread: 'not readable' };
    throw cause;
  }
}

/** Go ignores lines that do not begin with A–Z or hold no `=`; quotes and `\r` are literal. */
export function parseEnvFile(text: string): Map<string, { value: string; line: number }> {
  const values = new Map<string, { value: string; line: number }>();
  text.split('\n').forEach((line, index) => {
    const at = line.indexOf('=');
    if (at > 0 && line[0] !== undefined && line[0] >= 'A' && line[0] <= 'Z') {
      values.set(line.slice(0, at), { value: line.slice(at + 1), line: index + 1 });
    }
  });
  return values;
}

/** `~` instead of the home directory at the beginning of a path. */
export function tilde(path: string, home: string): string {
  return home !== '' && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path;
}

/** Absolute path of the user's env file; null with `GOENV=off`. */
export function envFilePath(host: Pick<Host, 'env' | 'platform' | 'home'>): string | null {
  const own = host.env.GOENV;
  if (own === 'off') return null;
  if (own !== undefined && own !== '') return own;
  const dir = userConfigDir(host);
  return dir === null ? null : join(dir, 'go', 'env');
}

// os.UserConfigDir
function userConfigDir({ env, platform, home }: Pick<Host, 'env' | 'platform' | 'home'>): string | null {
  if (platform === 'win32') return env.AppData ?? env.APPDATA ?? null;
  if (platform === 'darwin') return home === '' ? null : join(home, 'Library', 'Application Support');
  const xdg = env.XDG_CONFIG_HOME;
  if (xdg !== undefined && xdg !== '') return isAbsolute(xdg) ? xdg : null;
  return home === '' ? null : join(home, '.config');
}

/** Where Go's build cache is when nothing is set (cmd/go/internal/cache: DefaultDir); null where Go does not know either. */
export function defaultGoCache({
  env,
  platform,
  home,
}: Pick<Host, 'env' | 'platform' | 'home'>): string | null {
  const xdg = env.XDG_CACHE_HOME ?? '';
  if (platform === 'win32') return env.LocalAppData === undefined ? null : join(env.LocalAppData, 'go-build');
  if (platform === 'darwin') return home === '' ? null : join(home, 'Library', 'Caches', 'go-build');
  if (xdg !== '') return isAbsolute(xdg) ? join(xdg, 'go-build') : null;
  return home === '' ? null : join(home, '.cache', 'go-build');
}
