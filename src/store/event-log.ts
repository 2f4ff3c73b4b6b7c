import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, format, parse } from 'node:path';
import type { Severity } from '../domain/finding.ts';
import { acquireLock } from './file-lock.ts';
import { STATE_FILE_MODE } from './state-dir.ts';
import { errnoOf, storeError } from './store-error.ts';

/** A line of events.jsonl, the local-log channel. */
export interface LoggedEvent {
  readonly alert_id: string;
  readonly severity: Severity;
  readonly source: string;
  readonly summary: string;
  /** ms since the epoch */
  readonly ts: number;
  readonly context: Readonly<Record<string, unknown>>;
}

export interface EventLogOptions {
  /** A file is put aside before the line that would make it longer, in bytes. */
  readonly maxBytes: number;
  /** How many files that were put aside are kept: events.1.jsonl is the newest. */
  readonly keep: number;
  /** Told once for each time that writing stops working. */
  readonly warn: (message: string) => void;
}

export interface EventLog {
  /** Never rejects: what cannot be written is lost, with a warning. */
  readonly append: (event: LoggedEvent) => Promise<void>;
}

const NEWLINE = 0x0a;
const LOCK_WAIT_MS = 500;

/** Appends events to a file that other processes may append to as well; 0600, in the order of the calls. */
export function createEventLog(file: string, options: EventLogOptions): EventLog {
  let before: Promise<void> = Promise.resolve();
  let failing = false;
  const write = async (line: Buffer) => {
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      if (isFull(file, line.length, options.maxBytes)) await rotate(file, line.length, options);
      appendLine(file, line);
      failing = false;
    } catch (cause) {
      if (!failing) options.warn(`events are lost: ${storeError('write', file, cause).message}`);
      failing = true;
    }
  };
  return {
    append: (event) => {
      const line = Buffer.from(`${JSON.stringify(event)}\n`);
      before = before.then(() => write(line));
      return before;
    },
  };
}

/** In one write, which O_APPEND puts at the end in one piece; after a line that was cut short, on a line of its own. */
function appendLine(file: string, line: Buffer): void {
  const descriptor = openSync(file, 'a+', STATE_FILE_MODE);
  try {
    const { size } = fstatSync(descriptor);
    const last = Buffer.alloc(1);
    const torn = size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE;
    const bytes = torn ? Buffer.concat([Buffer.of(NEWLINE), line]) : line;
    // A second write for the rest could land behind another process' line.
    if (writeSync(descriptor, bytes) < bytes.length) throw Object.assign(new Error(), { code: 'ENOSPC' });
  } finally {
    closeSync(descriptor);
  }
}

function isFull(file: string, more: number, maxBytes: number): boolean {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return size > 0 && size + more > maxBytes;
}

/** Of several processes one does it; the others look again. Without the lock the file grows on: no line is lost to that. */
async function rotate(file: string, more: number, { maxBytes, keep }: EventLogOptions): Promise<void> {
  const lock = await acquireLock(`${file}.lock`, { waitMs: LOCK_WAIT_MS });
  if (!lock.held) return;
  try {
    if (!isFull(file, more, maxBytes)) return;
    if (keep === 0) rmSync(file, { force: true });
    for (let number = keep; number > 0; number--)
      renameIfThere(number === 1 ? file : numbered(file, number - 1), numbered(file, number));
  } finally {
    lock.release();
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

/** events.jsonl → events.1.jsonl */
function numbered(file: string, number: number): string {
  const { dir, name, ext } = parse(file);
  return format({ dir, name: `${name}.${number}`, ext });
}
