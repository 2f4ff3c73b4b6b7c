import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Said by every command after a crash. */
export const INTERRUPTED = 'an earlier rollback was interrupted: godrift rollback recover';

export function journalDir(stateDir: string): string {
  return join(stateDir, 'journal');
}

/** The entries' file names; none where the directory cannot be read. */
export function journalNames(stateDir: string): readonly string[] {
  try {
    return readdirSync(journalDir(stateDir)).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}
