import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type OnDamaged, setAside } from '../store/damaged.ts';
import { STATE_FILE_MODE } from '../store/state-dir.ts';
import { openSqlite } from './open-sqlite.ts';
import type { PackedTree } from './packed-tree.ts';

/**
 * What was hashed before, by the root's absolute path: kept in `integrity.db` of the state directory. It may be deleted at any
 * time, and a run without it is slower and no worse: nothing here throws.
 */
export interface TreeIndex {
  readonly get: (root: string) => PackedTree | null;
  /** Kept at the next `flush`. */
  readonly put: (root: string, tree: PackedTree) => void;
  readonly flush: () => void;
  /** Flushes, forgets the roots that are gone if anything was put, and closes. */
  readonly close: () => Promise<void>;
}

export const INDEX_FILE = 'integrity.db';

const VERSION = 2;
/** Of another godrift that writes in the same moment. */
const BUSY_MS = 2_000;
const [SQLITE_CORRUPT, SQLITE_NOTADB] = [11, 26];
const PRAGMAS = `PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL`;
const SCHEMA = `CREATE TABLE IF NOT EXISTS tree (root TEXT PRIMARY KEY, stats BLOB NOT NULL, hashes BLOB NOT NULL, sum TEXT) STRICT;
PRAGMA user_version = ${VERSION}`;

export interface IndexOptions {
  readonly stateDir: string;
  readonly onDamaged: OnDamaged;
}

export async function openTreeIndex({ stateDir, onDamaged }: IndexOptions): Promise<TreeIndex> {
  const file = join(stateDir, INDEX_FILE);
  const waiting = new Map<string, PackedTree>();
  let database = await open(file, onDamaged);
  let damaged = false;

  function attempt<T>(use: (open: DatabaseSync) => T): T | null {
    try {
      return database === null ? null : use(database);
    } catch (error) {
      // Of a damaged one nothing more is believed; one that another process holds, or a full disk, costs this write.
      if (!isDamage(error)) return null;
      damaged = true;
      close(database);
      database = null;
      return null;
    }
  }

  function flush(): void {
    if (waiting.size === 0) return;
    attempt((open) => {
      const insert = open.prepare(
        'INSERT OR REPLACE INTO tree (root, stats, hashes, sum) VALUES (?, ?, ?, ?)',
      );
      transact(open, () => {
        for (const [root, { stats, hashes, sum = null }] of waiting) insert.run(root, stats, hashes, sum);
      });
    });
    waiting.clear();
  }

  let written = false;
  return {
    get: (root) =>
      attempt(
        (open) =>
          (open.prepare('SELECT stats, hashes, sum FROM tree WHERE root = ?').get(root) as
            | PackedTree
            | undefined) ?? null,
      ),
    put: (root, tree) => {
      written = true;
      waiting.set(root, tree);
    },
    flush,
    close: async () => {
      flush();
      if (written) attempt(forgetGone);
      close(database);
      if (damaged) await setAsideIndex(file, onDamaged);
    },
  };
}

function forgetGone(database: DatabaseSync): void {
  const roots = database
    .prepare('SELECT root FROM tree')
    .all()
    .map(({ root }) => String(root));
  const gone = roots.filter((root) => !existsSync(root));
  const remove = database.prepare('DELETE FROM tree WHERE root = ?');
  transact(database, () => {
    for (const root of gone) remove.run(root);
  });
}

function transact(database: DatabaseSync, change: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    change();
    database.exec('COMMIT');
  } catch (error) {
    try {
      database.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself.
    }
    throw error;
  }
}

async function open(file: string, onDamaged: OnDamaged): Promise<DatabaseSync | null> {
  try {
    return openOnce(file);
  } catch (error) {
    if (!isDamage(error)) {
      onDamaged(
        `${file} cannot be used (${error instanceof Error ? error.message : error}): everything is read`,
      );
      return null;
    }
  }
  await setAsideIndex(file, onDamaged);
  try {
    return openOnce(file);
  } catch {
    return null;
  }
}

function openOnce(file: string): DatabaseSync | null {
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  // SQLite gives its other files the mode of the first.
  closeSync(openSync(file, 'a', STATE_FILE_MODE));
  const database = openSqlite(file);
  if (database === null) return null;
  try {
    database.exec(PRAGMAS);
    const { user_version: version } = database.prepare('PRAGMA user_version').get() ?? {};
    if (version !== 0 && version !== VERSION) database.exec('DROP TABLE IF EXISTS tree');
    if (version !== VERSION) database.exec(SCHEMA);
    database.prepare('SELECT root, stats, hashes FROM tree LIMIT 1').get();
    return database;
  } catch (error) {
    close(database);
    throw error;
  }
}

function close(database: DatabaseSync | null): void {
  try {
    database?.close();
  } catch {
    // Closed already, or damaged: nothing is lost that cannot be read anew.
  }
}

async function setAsideIndex(file: string, onDamaged: OnDamaged): Promise<void> {
  await setAside(file, 'not a database that SQLite can read; it is rebuilt', onDamaged);
  for (const suffix of ['-wal', '-shm'])
    if (existsSync(file + suffix)) await setAside(file + suffix, 'its journal', () => {});
}

/** Also a table that is not what VERSION says it is. */
function isDamage(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error)) return false;
  const code = Number(error.errcode) & 0xff;
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB || /no such (?:table|column)/.test(error.message);
}
