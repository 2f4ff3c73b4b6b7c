import type { DatabaseSync } from 'node:sqlite';

/** Opens a SQLite database; null where this Node was built without SQLite. Throws what SQLite throws. */
export function openSqlite(file: string): DatabaseSync | null {
  const { emitWarning } = process;
  // Until 25, Node says at the first use that it may change: nothing that a user could do anything about.
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes('SQLite')) emitWarning(warning, ...rest);
  }) as typeof emitWarning;
  try {
    const sqlite = process.getBuiltinModule('node:sqlite');
    return sqlite === undefined ? null : new sqlite.DatabaseSync(file);
  } finally {
    process.emitWarning = emitWarning;
  }
}
