import { GO_VARIABLES, isShellOnly } from '../domain/go-variables.ts';
import type { GoSettings } from './go-settings.ts';
import { managerVariables } from './manager-variables.ts';

const ALWAYS = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
  // Version managers keep their SDKs below these.
  'XDG_DATA_HOME',
  'XDG_STATE_HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SYSTEMROOT',
  'APPDATA',
  'LOCALAPPDATA',
];
// What fetching needs: proxies, certificates, credentials of the version control that GOPROXY=direct runs.
const ONLINE = [
  ...[
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
    'ALL_PROXY',
    'http_proxy',
    'https_proxy',
    'no_proxy',
    'all_proxy',
  ],
  ...[
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'NETRC',
    'SSH_AUTH_SOCK',
    'GIT_SSH_COMMAND',
    'GIT_CONFIG_GLOBAL',
    'GIT_TERMINAL_PROMPT',
  ],
];
// Both run programs of the user's choosing, and no question that godrift asks needs the cache.
const NEVER = new Set(['GOCACHEPROG', 'GOFLAGS']);

/** Shims of these version managers would install what is missing, and observing changes nothing. */
const NO_INSTALLS = {
  MISE_OFFLINE: '1',
  MISE_AUTO_INSTALL: '0',
  MISE_NOT_FOUND_AUTO_INSTALL: '0',
  MISE_EXEC_AUTO_INSTALL: '0',
  PROTO_AUTO_INSTALL: 'false',
  AQUA_DISABLE_LAZY_INSTALL: 'true',
};

export interface ChildEnvironmentOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly settings: GoSettings;
  readonly online: boolean;
  /** Variables with which `go` does not even start. */
  readonly refused: ReadonlySet<string>;
}

/** The allow-listed environment of a `go` child. */
export function childEnvironment({
  env,
  settings,
  online,
  refused,
}: ChildEnvironmentOptions): Record<string, string> {
  const child: Record<string, string> = { ...managerVariables(env), ...(online ? {} : NO_INSTALLS) };
  for (const name of [...ALWAYS, ...(online ? ONLINE : []), ...GO_VARIABLES]) {
    const value = env[name];
    if (value !== undefined && value !== '' && !NEVER.has(name) && !refused.has(name)) child[name] = value;
  }
  const startsProgram = (settings.fileValues.get('GOCACHEPROG')?.value ?? '') !== '';
  if (startsProgram || [...refused].some((name) => settings.fileValues.has(name))) {
    // A line of the env file cannot be overridden by nothing: take the file's other lines over and switch it off.
    for (const [name, { value }] of settings.fileValues) {
      // Taken over it would count.
      if (value !== '' && !isShellOnly(name) && !NEVER.has(name) && !refused.has(name)) child[name] ??= value;
    }
    child.GOENV = 'off';
  }
  // Not empty, since an empty variable does not override the env file's line.
  child.GOFLAGS = '-mod=readonly';
  return child;
}
