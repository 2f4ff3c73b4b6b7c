import { isAbsolute, join } from 'node:path';
import { inputError } from '../domain/errors.ts';

/** For state: private to the user. Directories that `writeAtomic` creates for it become 0700. */
export const STATE_FILE_MODE = 0o600;

/**
 * Where godrift keeps its state: GODRIFT_STATE_DIR, else `$XDG_STATE_HOME/godrift`, else `~/.local/state/godrift`.
 * A relative XDG_STATE_HOME is ignored, as the XDG Base Directory Specification demands. Throws InputError for a
 * relative GODRIFT_STATE_DIR.
 */
export function stateDir(env: Readonly<Record<string, string | undefined>>, home: string): string {
  const own = env.GODRIFT_STATE_DIR ?? '';
  if (own !== '') {
    if (!isAbsolute(own))
      throw inputError(`GODRIFT_STATE_DIR must be an absolute path, not ${JSON.stringify(own)}`);
    return own;
  }
  const xdg = env.XDG_STATE_HOME ?? '';
  return isAbsolute(xdg) ? join(xdg, 'godrift') : join(home, '.local', 'state', 'godrift');
}
