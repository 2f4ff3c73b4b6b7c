import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  type AuditEntry,
  type AuditRecord,
  FIRST_PREV,
  formatEntry,
  lineHash,
  parseEntry,
} from './audit-entry.ts';
import type { OnDamaged } from './damaged.ts';
import { acquireLock } from './file-lock.ts';
import { isAbsent } from './read-bytes.ts';
import { STATE_FILE_MODE } from './state-dir.ts';
import { StoreError, storeError } from './store-error.ts';

const CURRENT = 'audit.jsonl';
const HEAD = 'audit.head';
/** A file that was put aside is named by its first entry. */
const ROTATED = /^audit-(\d{12})\.jsonl$/;
const MAX_BYTES = 8 * 1024 * 1024;
const LOCK_WAIT_MS = 10_000;

export interface AppendOptions {
  /** A file is put aside before the line that would make it longer. */
  readonly maxBytes?: number;
  readonly onDamaged?: OnDamaged;
}

/** One line that does not hold, by file and line. */
export interface AuditProblem {
  readonly file: string;
  readonly line: number | null;
  readonly message: string;
}

export interface AuditReport {
  readonly entries: number;
  readonly problems: readonly AuditProblem[];
}

interface Line {
  readonly file: string;
  readonly number: number;
  readonly text: string;
}

/**
 * Puts a rollback on record: one line, appended and synced. One whose id is there already is not written again. A last line
 * that was cut short by a crash is moved aside. Throws StoreError.
 */
export async function appendAudit(
  stateDir: string,
  record: AuditRecord,
  { maxBytes = MAX_BYTES, onDamaged = () => {} }: AppendOptions = {},
): Promise<AuditEntry> {
  const lock = await acquireLock(join(stateDir, 'audit.lock'), { waitMs: LOCK_WAIT_MS });
  const file = join(stateDir, CURRENT);
  if (!lock.held)
    throw new StoreError('io', file, `cannot write ${file}: another process holds its lock`, null);
  try {
    moveTornLineAside(file, onDamaged);
    const lines = readLines(stateDir);
    const known = lines.map(({ text }) => parseEntry(text)).find((entry) => entry?.id === record.id);
    if (known != null) return known;
    const last = lines.at(-1);
    const entry: AuditEntry = {
      ...record,
      seq: (last === undefined ? 0 : (parseEntry(last.text)?.seq ?? lines.length)) + 1,
      prev: last === undefined ? FIRST_PREV : lineHash(last.text),
    };
    const text = formatEntry(entry);
    rotate(stateDir, Buffer.byteLength(text) + 1, maxBytes);
    appendLine(file, `${text}\n`);
    writeHead(stateDir, entry.seq, lineHash(text));
    return entry;
  } catch (cause) {
    throw storeError('write', file, cause);
  } finally {
    lock.release();
  }
}

/** The file that grows. */
export function auditFile(stateDir: string): string {
  return join(stateDir, CURRENT);
}

/** All entries, the oldest first; lines that are none are left out (`verifyAudit` tells them). Throws StoreError. */
export async function readAudit(stateDir: string): Promise<readonly AuditEntry[]> {
  return readLines(stateDir)
    .map(({ text }) => parseEntry(text))
    .filter((entry) => entry !== null);
}

/** Whether every line follows the one before it, and none is missing at the end. Throws StoreError. */
export function verifyAudit(stateDir: string): AuditReport {
  const problems: AuditProblem[] = [];
  let [seq, prev] = [0, FIRST_PREV];
  const lines = readLines(stateDir);
  for (const { file, number, text } of lines) {
    const problem = (message: string) => problems.push({ file, line: number, message });
    const entry = parseEntry(text);
    if (entry === null) problem('is no audit entry: it was changed, or cut short');
    else {
      if (entry.seq !== seq + 1)
        problem(`entry ${entry.seq} follows entry ${seq}: entries were removed or moved`);
      else if (entry.prev !== prev) problem(`does not follow the line before it: one of both was changed`);
    }
    seq = entry?.seq ?? seq + 1;
    prev = lineHash(text);
  }
  const head = readHead(stateDir);
  // A crash between both leaves a line that the head does not know yet: more is no harm.
  const whole = head === null || head.seq < seq || (head.seq === seq && head.hash === prev);
  if (!whole)
    problems.push({
      file: join(stateDir, CURRENT),
      line: null,
      message:
        head.seq === seq
          ? `its last entry (${seq}) was changed`
          : `ends with entry ${seq}, entry ${head.seq} was written: its end is missing`,
    });
  return { entries: lines.length, problems };
}

function files(stateDir: string): readonly string[] {
  try {
    const rotated = readdirSync(stateDir).filter((name) => ROTATED.test(name));
    return [...rotated.toSorted(), CURRENT].map((name) => join(stateDir, name));
  } catch (cause) {
    if (isAbsent(cause)) return [];
    throw storeError('read', stateDir, cause);
  }
}

function readLines(stateDir: string): readonly Line[] {
  return files(stateDir).flatMap((file) => {
    const lines = read(file).split('\n');
    if (lines.at(-1) === '') lines.pop();
    return lines.map((text, index) => ({ file, number: index + 1, text }));
  });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (isAbsent(cause)) return '';
    throw storeError('read', file, cause);
  }
}

function appendLine(file: string, line: string): void {
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  const descriptor = openSync(file, 'a', STATE_FILE_MODE);
  try {
    const bytes = Buffer.from(line);
    const before = statSync(file).size;
    if (writeSync(descriptor, bytes) < bytes.length) {
      ftruncateSync(descriptor, before);
      throw Object.assign(new Error('short write'), { code: 'ENOSPC' });
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Nothing that was written is lost: what cannot be a line goes into a file of its own. */
function moveTornLineAside(file: string, onDamaged: OnDamaged): void {
  const text = read(file);
  if (text === '' || text.endsWith('\n')) return;
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const aside = `${file}.torn-${new Date().toISOString().replaceAll(':', '-')}`;
  writeFileSync(aside, text.slice(whole.length), { mode: STATE_FILE_MODE });
  const descriptor = openSync(file, 'r+');
  try {
    ftruncateSync(descriptor, Buffer.byteLength(whole));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  onDamaged(`${file} ended in half a line: moved to ${aside}`);
}

/** The chain goes on: the first line of the new file follows the last of the old one. */
function rotate(stateDir: string, adding: number, maxBytes: number): void {
  const file = join(stateDir, CURRENT);
  const text = read(file);
  if (text === '' || Buffer.byteLength(text) + adding <= maxBytes) return;
  const first = parseEntry(text.slice(0, text.indexOf('\n')))?.seq ?? 0;
  renameSync(file, join(stateDir, `audit-${String(first).padStart(12, '0')}.jsonl`));
}

function writeHead(stateDir: string, seq: number, hash: string): void {
  const file = join(stateDir, HEAD);
  writeFileSync(`${file}.new`, `${seq} ${hash}\n`, { mode: STATE_FILE_MODE });
  renameSync(`${file}.new`, file);
}

function readHead(stateDir: string): { readonly seq: number; readonly hash: string } | null {
  const parts = /^(\d+) ([0-9a-f]{64})$/.exec(read(join(stateDir, HEAD)).trim());
  return parts === null ? null : { seq: Number(parts[1]), hash: parts[2] ?? '' };
}
