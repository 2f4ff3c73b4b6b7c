import { type BigIntStats, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { parseBuildCacheEntry } from '../../domain/build-cache-entry.ts';
import { actionOfBuildId } from '../../domain/go-object.ts';
import { hashFile } from '../hash-file.ts';
import { type TreeProblem, treeProblem } from '../tree-problem.ts';
import type { Meter } from '../worker-control.ts';
import { readObjectHead } from './read-object-head.ts';
import { AT, HASH_BYTES, KIND, NEVER, ROW_BYTES, type Shard, STATE } from './shard-rows.ts';

export interface ShardOptions {
  /** The GOCACHE. */
  readonly root: string;
  /** `00` … `ff` */
  readonly name: string;
  readonly known: Shard | null;
  /** Read everything; what is known of the entries' outputs still counts. */
  readonly full: boolean;
  /** What the user says is right now: another output than before is no finding. */
  readonly trust: boolean;
  /** Throws NeedsReading where a file is not as it is known. */
  readonly onlyStat?: boolean;
  readonly meter: Meter;
}

export interface VerifiedShard extends Shard {
  readonly filesRead: number;
  /** Entries that Go wrote anew with another output, as it does for test results. */
  readonly remade: number;
  /** Files that are no cache entries. */
  readonly foreign: readonly string[];
  readonly problems: readonly TreeProblem[];
  /** The rows are the known ones. */
  readonly unchanged: boolean;
}

/** Something has to be read that was only to be looked at. */
export class NeedsReading extends Error {}

const NAME = /^([0-9a-f]{64})-([ad])$/;
/** As in hash-tree.ts: a change so close to the reading may not show in the file's times. */
const RACY_NS = 2_000_000_000n;

/** Reads what is new or changed in one directory of a GOCACHE. Throws Cancelled. */
export function verifyShard(options: ShardOptions): VerifiedShard {
  const { root, name: dir, known, meter } = options;
  const racyFrom = BigInt(Date.now()) * 1_000_000n - RACY_NS;
  const problems: TreeProblem[] = [];
  const foreign: string[] = [];
  const builders = [...(known?.builders ?? [])];
  const places = new Map<string, number>();
  for (let at = 0; known !== null && at < known.rows.length; at += ROW_BYTES)
    places.set(keyOf(known.rows, at), at);
  let [filesRead, remade, reused] = [0, 0, 0];

  const names = attempt('', () => readdirSync(`${root}/${dir}`).sort()) ?? [];
  const rows = Buffer.alloc(names.length * ROW_BYTES);
  let end = 0;
  for (const file of names) {
    const [, id, suffix] = NAME.exec(file) ?? [];
    if (id === undefined || suffix === undefined || !id.startsWith(dir)) {
      foreign.push(`${dir}/${file}`);
      continue;
    }
    const stat = attempt(file, () => lstatSync(`${root}/${dir}/${file}`, { bigint: true }));
    if (stat === null) continue;
    const row = rows.subarray(end, end + ROW_BYTES).fill(0);
    row.write(id, AT.name, 'hex');
    const kept = suffix === 'a' ? entry(file, stat, row) : output(file, id, stat, row);
    if (kept) end += ROW_BYTES;
  }
  const verified = { rows: rows.subarray(0, end), builders, filesRead, remade, foreign, problems };
  return {
    ...verified,
    unchanged: known !== null && reused * ROW_BYTES === end && end === known.rows.length,
  };

  /** Whether the index has the file as it is now; then the row is filled. Throws NeedsReading. */
  function isKnown(row: Buffer, stat: BigIntStats): boolean {
    const known = looksKnown(row, stat);
    if (!known && options.onlyStat === true) throw new NeedsReading();
    return known;
  }

  function looksKnown(row: Buffer, stat: BigIntStats): boolean {
    const racy = stat.mtimeNs >= racyFrom || stat.ctimeNs >= racyFrom;
    row.writeBigInt64LE(stat.size, AT.size);
    row.writeBigInt64LE(stat.mtimeNs, AT.mtimeNs);
    row.writeBigInt64LE(racy ? NEVER : stat.ctimeNs, AT.ctimeNs);
    row.writeBigInt64LE(BigInt.asIntN(64, stat.ino), AT.ino);
    const at = places.get(keyOf(row, 0));
    if (known === null || at === undefined || options.full) return false;
    const same = known.rows.compare(row, AT.size, AT.timeNs, at + AT.size, at + AT.timeNs) === 0;
    if (racy || !same || known.rows[at + AT.state] !== STATE.ok) return false;
    known.rows.copy(row, 0, at, at + ROW_BYTES);
    reused += 1;
    return true;
  }

  function entry(file: string, stat: BigIntStats, row: Buffer): boolean {
    row[AT.kind] = KIND.entry;
    if (!stat.isFile()) return special(file);
    if (isKnown(row, stat)) return true;
    const bytes = attempt(file, () => readFileSync(`${root}/${dir}/${file}`));
    if (bytes === null) return unread(row);
    filesRead += 1;
    meter.count(1, bytes.length);
    const parsed = parseBuildCacheEntry(bytes);
    if (parsed === null || row.compare(parsed.action, 0, HASH_BYTES, 0, HASH_BYTES) !== 0) {
      row[AT.state] = STATE.format;
      return true;
    }
    row.writeBigInt64LE(parsed.timeNs, AT.timeNs);
    row.writeBigInt64LE(parsed.sizeBytes, AT.outputSize);
    row.set(parsed.output, AT.payload);
    compareWithTrusted(row);
    return true;
  }

  /** Go writes a new time whenever it writes an entry; outputs that are no objects (test results) may vary. */
  function compareWithTrusted(row: Buffer): void {
    const at = places.get(keyOf(row, 0));
    if (known === null || at === undefined || options.trust) return;
    const state = known.rows[at + AT.state];
    if (state === STATE.format || state === STATE.unreadable || state === STATE.busy) return;
    const same =
      known.rows.compare(
        row,
        AT.payload,
        AT.payload + HASH_BYTES,
        at + AT.payload,
        at + AT.payload + HASH_BYTES,
      ) === 0;
    if (same) return;
    const newer = row.readBigInt64LE(AT.timeNs) > known.rows.readBigInt64LE(at + AT.timeNs);
    if (newer && readObjectHead(root, row.subarray(AT.payload, AT.payload + HASH_BYTES)) === null) {
      remade += 1;
      return;
    }
    row[AT.state] = newer ? STATE.changed : STATE.redirected;
    // What was trusted stays so: the file is read and judged again the next time.
    known.rows.copy(row, AT.timeNs, at + AT.timeNs, at + ROW_BYTES);
  }

  function output(file: string, id: string, stat: BigIntStats, row: Buffer): boolean {
    row[AT.kind] = stat.isDirectory() ? KIND.executable : KIND.output;
    let [path, content] = [`${root}/${dir}/${file}`, stat];
    if (stat.isDirectory()) {
      const inner = attempt(file, () => readdirSync(path));
      if (inner === null) return unread(row);
      const [only] = inner;
      if (only !== undefined) path = `${path}/${only}`;
      const found = only === undefined ? null : attempt(file, () => lstatSync(path, { bigint: true }));
      if (found === null || inner.length !== 1 || !found.isFile()) {
        row[AT.state] = STATE.executable;
        return true;
      }
      content = found;
    } else if (!stat.isFile()) return special(file);
    if (isKnown(row, content)) return true;
    const hash = attempt(file, () => hashFile(path, Number(content.size), meter));
    if (hash === null) return unread(row);
    filesRead += 1;
    row[AT.state] = hash.toString('hex') === id ? STATE.ok : STATE.content;
    const object = readObjectHead(root, row.subarray(AT.name, HASH_BYTES), path);
    if (object === null) return true;
    row[AT.hasAction] = 1;
    row.set(actionOfBuildId(object.buildId), AT.payload);
    if (object.goVersion !== null) row[AT.builder] = builderIndex(`${object.goVersion} ${object.platform}`);
    return true;
  }

  function builderIndex(builder: string): number {
    const at = builders.indexOf(builder);
    // One byte: more Go versions than that in one directory of one cache are told as none.
    return at >= 0 ? at + 1 : builders.length < 255 ? builders.push(builder) : 0;
  }

  function special(file: string): boolean {
    problems.push({ name: `${dir}/${file}`, kind: 'special', errno: '' });
    return false;
  }

  /** Something that vanished is no entry any more; the rest counts as what could not be told. */
  function unread(row: Buffer): boolean {
    row[AT.state] = STATE.unreadable;
    return problems.at(-1)?.kind !== 'vanished';
  }

  function attempt<T>(file: string, read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      problems.push(treeProblem(file === '' ? dir : `${dir}/${file}`, error));
      return null;
    }
  }
}

function keyOf(rows: Buffer, at: number): string {
  return rows.toString('latin1', at, at + HASH_BYTES + 1);
}
