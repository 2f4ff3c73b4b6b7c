import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { WatchList } from '../collector/configured-targets.ts';
import { inputError } from '../domain/errors.ts';
import type { CommandOptions } from './command-options.ts';
import { projectDirs, type Session } from './session.ts';

export interface CollectorConfig {
  readonly list: WatchList;
  readonly listen: string;
  /** A duration. */
  readonly interval: string;
  readonly online: boolean;
  /** Of a Jaeger UI that traces are linked to. */
  readonly jaegerUrl: string | null;
  /** The host's configuration file, absolute; null where there is none. */
  readonly file: string | null;
}

/** The command line, then the host's configuration, then the defaults. Throws InputError for a bad configuration. */
export async function collectorConfig(
  session: Session,
  dirs: readonly string[],
  options: CommandOptions,
  /** Read before: that one and no other is read again. */
  before: string | null = null,
): Promise<CollectorConfig> {
  const { globals } = session;
  const chosen =
    globals.config === undefined ? hostConfigFile(session) : resolve(session.cwd, globals.config);
  const file = before ?? chosen;
  const host = file === null ? null : await readHostConfig(file);
  const named = dirs.length > 0 || (globals.project ?? []).length > 0;
  const list =
    named || file === null || host === null || (host.projects.length === 0 && host.roots.length === 0)
      ? {
          projects: projectDirs(session, dirs).map((dir) => ({ dir, exact: true })),
          roots: [],
          base: session.cwd,
        }
      : { projects: host.projects, roots: host.roots, base: dirname(file) };
  return {
    list,
    listen: options.listen ?? host?.listen ?? '127.0.0.1:9464',
    interval: options.interval ?? host?.interval ?? '5s',
    online: globals.online ?? host?.online === 'true',
    jaegerUrl: host?.links?.jaeger ?? null,
    file,
  };
}

async function readHostConfig(file: string) {
  const { parseHostConfig } = await import('../config/host-config.ts');
  try {
    return parseHostConfig(readFileSync(file, 'utf8'), file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    throw inputError(code === 'ENOENT' ? 'there is no such file' : `cannot be read: ${code}`, file);
  }
}

function hostConfigFile({ env }: Session): string | null {
  const own = env.XDG_CONFIG_HOME ?? (env.HOME === undefined ? undefined : join(env.HOME, '.config'));
  const files = [
    ...(own === undefined ? [] : [join(own, 'godrift', 'config.yaml')]),
    '/etc/godrift/config.yaml',
  ];
  return files.find((file) => existsSync(file)) ?? null;
}
