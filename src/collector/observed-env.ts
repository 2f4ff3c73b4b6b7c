import { readFileSync } from 'node:fs';
import { parseHostEnvFile } from '../config/host-env-file.ts';
import { inputError } from '../domain/errors.ts';
import { savedVariables } from '../rollback/env-snapshot.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Without these nothing can be found: where the file does not have them, they are the collector's own. */
const NEEDED = ['PATH', 'HOME', 'USERPROFILE', 'SYSTEMROOT'];
const MAX_BYTES = 4 * 1024 * 1024;

/** The environment of a file, instead of the collector's own. Throws InputError. */
export function observedEnv(file: string, own: Env): Env {
  const { variables } = savedVariables(parseHostEnvFile(read(file), file));
  const needed = Object.fromEntries(NEEDED.map((name) => [name, own[name]]));
  return { ...needed, ...variables };
}

function read(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.length <= MAX_BYTES) return text;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw inputError(code === 'ENOENT' ? 'there is no such env_file' : `cannot be read: ${code}`, file);
  }
  throw inputError('is too large for an environment', file);
}
