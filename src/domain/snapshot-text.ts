import { isUtf8 } from 'node:buffer';
import { InputError, type InputProblem } from './errors.ts';
import type { FactMap } from './facts.ts';
import { compareBytewise, formatLine, isSkipped, parseLine, SNAPSHOT_HEADER } from './snapshot-line.ts';
import { sortBytewise } from './sort-bytewise.ts';

const MAX_VALUE_BYTES = 1024 * 1024;
const MAX_PROBLEMS = 20;

export interface SnapshotReadOptions {
  /** `allow` keeps `KEY=` (environment snapshots); rejected by default. */
  readonly emptyValues?: 'allow' | 'reject';
}

export interface Snapshot {
  readonly takenAt: Date;
  /** `dimension.key` → value; without a prototype, so that any key is safe. */
  readonly facts: FactMap;
}

/** Snapshot text v1 of `dimension.key` → value. Throws InputError for facts that no snapshot can hold. */
export function writeSnapshot(facts: FactMap, takenAt: Date): string {
  const lines = snapshotLines(facts);
  return `${SNAPSHOT_HEADER}${takenAt.toISOString()}\n${lines.length === 0 ? '' : `${lines.join('\n')}\n`}`;
}

/** The snapshot's lines of these facts, sorted bytewise by key, without line ends. Throws InputError as `writeSnapshot`. */
export function snapshotLines(facts: FactMap): string[] {
  const problems: InputProblem[] = [];
  const keys = sortBytewise(Object.keys(facts));
  const lines = keys.map((key) => {
    const value = facts[key] ?? '';
    const message = keyProblem(key) ?? valueProblem(value);
    if (message !== null)
      problems.push({ message: `cannot snapshot ${quote(key)}: ${message}`, location: null });
    return formatLine(key, value);
  });
  if (problems.length > 0) throw new InputError(problems.slice(0, MAX_PROBLEMS));
  return lines;
}

/**
 * Reads snapshot text v1, also where a checkout made every line end CRLF. Throws InputError with every problem (at most 20) by file and line; no message holds a value.
 * `file` is the name to report.
 */
export function readSnapshot(
  text: string | Uint8Array,
  file: string,
  options: SnapshotReadOptions = {},
): Snapshot {
  const problems: InputProblem[] = [];
  const report = (message: string, line: number) => {
    problems.push({ message, location: { file, line } });
  };
  const stopIfBad = () => {
    if (problems.length > 0) throw new InputError(problems);
  };

  for (const line of invalidLines(text)) report('invalid UTF-8', line);
  stopIfBad();
  const written = decode(text).split('\n');
  const mixed = mixedLine(written);
  if (mixed !== null) report('line ends mix CRLF and LF: check the file out again', mixed);
  stopIfBad();
  const lines = withoutCarriageReturns(written);
  const header = lines[0] ?? '';
  if (!header.startsWith(SNAPSHOT_HEADER)) report(headerProblem(header), 1);
  stopIfBad();

  const takenAt = new Date(header.slice(SNAPSHOT_HEADER.length));
  if (Number.isNaN(takenAt.getTime()) || takenAt.toISOString() !== header.slice(SNAPSHOT_HEADER.length)) {
    report('bad timestamp: expected UTC with milliseconds, as in 2026-11-23T12:00:00.000Z', 1);
  }
  const facts: Record<string, string> = Object.create(null);
  let last: string | null = null;
  for (let i = 1; i < lines.length && problems.length < MAX_PROBLEMS; i++) {
    const line = lines[i] ?? '';
    if (line.includes('\0')) {
      report('NUL character', i + 1);
      continue;
    }
    if (isSkipped(line)) continue;
    const entry = parseLine(line);
    if (typeof entry === 'string') {
      report(entry, i + 1);
      continue;
    }
    const { key, value } = entry;
    const order = last === null ? 1 : compareKeys(key, last);
    if (order === 0) report(`duplicate key ${quote(key)}`, i + 1);
    else if (order < 0) report(`key ${quote(key)} is not in order after ${quote(last ?? '')}`, i + 1);
    else if (line.includes('\r')) report('raw carriage return: write it as \\r', i + 1);
    else {
      const message = value === '' && options.emptyValues === 'allow' ? null : valueProblem(value);
      if (message !== null) report(`${quote(key)}: ${message}`, i + 1);
    }
    last = key;
    facts[key] = value;
  }
  stopIfBad();
  return { takenAt, facts };
}

/** The lines without the carriage returns that a checkout put before their ends: in a value one is always escaped. */
export function withoutCarriageReturns(lines: readonly string[]): readonly string[] {
  if (lines.length < 2 || lines[0]?.endsWith('\r') !== true) return lines;
  return [...lines.slice(0, -1).map((line) => line.replace(/\r$/, '')), lines.at(-1) ?? ''];
}

/** The first line (1-based) that does not end as line 1 does; null where all do. What no line end ends says nothing. */
function mixedLine(lines: readonly string[]): number | null {
  const ended = lines.slice(0, -1);
  const first = ended[0]?.endsWith('\r');
  const at = ended.findIndex((line) => line.endsWith('\r') !== first);
  return at < 0 ? null : at + 1;
}

/** A key as a message shows it: control characters escaped, at most 80 characters. */
function quote(key: string): string {
  return JSON.stringify(key.length > 80 ? `${key.slice(0, 80)}…` : key);
}

function headerProblem(header: string): string {
  const version = /^#SNAPSHOT (v\d{1,9})\b/.exec(header)?.[1];
  if (version !== undefined && version !== 'v1')
    return `unknown snapshot version ${version}: this godrift reads v1`;
  return 'not a snapshot: line 1 must be "#SNAPSHOT v1 <time>"';
}

function keyProblem(key: string): string | null {
  if (key === '') return 'empty key';
  if (key.startsWith('#')) return 'a key cannot begin with "#": the line would be a comment';
  if (key.includes('\0')) return 'NUL character in key';
  return key.isWellFormed() ? null : 'key is not valid Unicode';
}

function valueProblem(value: string): string | null {
  if (value === '') return 'empty value';
  if (value.includes('\0')) return 'NUL character in value';
  // A UTF-16 unit takes at most three bytes: short values need no counting.
  if (value.length * 3 > MAX_VALUE_BYTES && Buffer.byteLength(value) > MAX_VALUE_BYTES)
    return 'value over 1 MiB';
  return value.isWellFormed() ? null : 'value is not valid Unicode';
}

const OUTSIDE_COMMON_ORDER = /[\ud800-\uffff]/;

function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return OUTSIDE_COMMON_ORDER.test(a) ? compareBytewise(a, b) : a < b ? -1 : 1;
}

/** 1-based numbers of the lines that are not UTF-8 (or, in a string, hold half a surrogate pair). */
function invalidLines(text: string | Uint8Array): number[] {
  if (typeof text === 'string')
    return text.isWellFormed() ? [] : badLineNumbers(text.split('\n'), (line) => line.isWellFormed());
  return isUtf8(text) ? [] : badLineNumbers(splitBytes(text), isUtf8);
}

function badLineNumbers<Line>(lines: readonly Line[], isGood: (line: Line) => boolean): number[] {
  return lines.flatMap((line, i) => (isGood(line) ? [] : [i + 1])).slice(0, MAX_PROBLEMS);
}

function splitBytes(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0, end = 0; end !== -1; start = end + 1) {
    end = bytes.indexOf(0x0a, start);
    lines.push(bytes.subarray(start, end === -1 ? undefined : end));
  }
  return lines;
}

function decode(text: string | Uint8Array): string {
  return typeof text === 'string'
    ? text
    : Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('utf8');
}
