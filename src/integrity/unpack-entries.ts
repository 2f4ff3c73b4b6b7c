import { crc32, gunzipSync } from 'node:zlib';
import { collectAfter } from './collect-after.ts';
import { DamagedZip } from './damaged-zip.ts';
import type { ZipEntry } from './read-zip-entries.ts';
import type { ZipSlices } from './zip-slices.ts';

type Visit = (entry: ZipEntry, content: Buffer) => void;

const LOCAL_BYTES = 30;
/** For what stands around the content. */
const MARGIN_BYTES = 1 << 10;
const DESCRIPTOR = 0x08074b50;
/** zip.MaxZipFile in golang.org/x/mod/zip is 500 MB, for all files together too. */
const MAX_ENTRY_BYTES = 500 * 2 ** 20;
const [STORED, DEFLATED] = [0, 8];
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, DEFLATED, 0, 0, 0, 0, 0, 0, 0xff]);
const GZIP_TRAILER_BYTES = 8;
const BATCH_BYTES = 1 << 18;

/** What was unpacked lies outside V8's heap, which therefore sees no reason to collect it. */
const collect = collectAfter(4 << 20);
/** Of a worker's own. */
const ownInput = Buffer.allocUnsafeSlow(BATCH_BYTES);
let input = ownInput;

/**
 * Unpacks entries in their order, and checks sizes and checksums. An inflater for each of many small files costs as much as
 * their unpacking: many go through one, as the members of one gzip file, whose checksums zlib compares. Throws DamagedZip.
 */
export function unpackEntries(entries: readonly ZipEntry[], slices: ZipSlices, visit: Visit): void {
  let batch: ZipEntry[] = [];
  let [packedBytes, sizeBytes] = [0, 0];

  function flush(): void {
    if (batch.length > 0) unpackBatch(batch, input.subarray(0, packedBytes), sizeBytes, visit);
    batch = [];
    // What one large entry needed is not kept.
    input = ownInput;
    [packedBytes, sizeBytes] = [0, 0];
  }

  for (const entry of entries) {
    const content = packedContent(entry, slices);
    if (entry.method === STORED) {
      flush();
      if (content.length !== entry.sizeBytes || crc32(content) !== entry.crc) throw damaged(entry);
      visit(entry, content);
      continue;
    }
    if (sizeBytes + entry.sizeBytes > BATCH_BYTES) flush();
    packedBytes = append(entry, content, packedBytes);
    sizeBytes += entry.sizeBytes;
    batch.push(entry);
  }
  flush();
}

function packedContent(entry: ZipEntry, slices: ZipSlices): Buffer {
  const { name, method, packedBytes, sizeBytes, headerAt } = entry;
  if (method !== STORED && method !== DEFLATED) throw new DamagedZip(`${name} is packed as Go packs nothing`);
  if (sizeBytes > MAX_ENTRY_BYTES) throw new DamagedZip(`${name} is larger than Go allows`);
  const { slice } = slices;
  // In one window, as far as it goes.
  const header = slice(headerAt, Math.min(packedBytes + MARGIN_BYTES, slices.sizeBytes - headerAt));
  if (header.length < LOCAL_BYTES) throw damaged(entry);
  const at = headerAt + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (!isDescribed(entry, slices, at + packedBytes)) throw damaged(entry);
  return slice(at, packedBytes);
}

/** What stands behind the content says the same (readDataDescriptor in archive/zip). */
function isDescribed(
  { described, crc, packedBytes, sizeBytes }: ZipEntry,
  { slice }: ZipSlices,
  at: number,
): boolean {
  if (!described) return true;
  const from = slice(at, 4).readUInt32LE(0) === DESCRIPTOR ? at + 4 : at;
  const descriptor = slice(from, 12);
  const said = [0, 4, 8].map((offset) => descriptor.readUInt32LE(offset));
  return said[0] === crc && said[1] === packedBytes && said[2] === sizeBytes;
}

/** Adds a gzip member to the input; where it ends. */
function append({ crc, sizeBytes }: ZipEntry, packed: Buffer, at: number): number {
  const trailerAt = at + GZIP_HEADER.length + packed.length;
  const end = trailerAt + GZIP_TRAILER_BYTES;
  if (end > input.length) {
    const larger = Buffer.allocUnsafeSlow(end);
    input.copy(larger, 0, 0, at);
    input = larger;
  }
  GZIP_HEADER.copy(input, at);
  packed.copy(input, at + GZIP_HEADER.length);
  input.writeUInt32LE(crc, trailerAt);
  input.writeUInt32LE(sizeBytes, trailerAt + 4);
  return end;
}

function unpackBatch(batch: readonly ZipEntry[], packed: Buffer, sizeBytes: number, visit: Visit): void {
  const content = gunzip(packed, sizeBytes);
  if (content !== null) {
    let at = 0;
    for (const entry of batch) {
      visit(entry, content.subarray(at, at + entry.sizeBytes));
      at += entry.sizeBytes;
    }
    return;
  }
  let at = 0;
  for (const entry of batch) {
    const end = at + GZIP_HEADER.length + entry.packedBytes + GZIP_TRAILER_BYTES;
    const alone = gunzip(packed.subarray(at, end), entry.sizeBytes);
    if (alone === null) throw damaged(entry);
    visit(entry, alone);
    at = end;
  }
}

/** null where it cannot be unpacked, or comes to another size: a member may not hide another one. */
function gunzip(packed: Buffer, sizeBytes: number): Buffer | null {
  collect(Math.max(BATCH_BYTES, sizeBytes));
  try {
    // As one piece, and with room for a byte more than there should be: that many are too many. Of one size nearly always,
    // so that memory that was freed fits again.
    const chunkSize = Math.max(BATCH_BYTES, sizeBytes) + 1;
    const options = { chunkSize, maxOutputLength: sizeBytes + 1, info: true };
    const { buffer: content, engine } = gunzipSync(packed, options) as unknown as Unpacked;
    engine._outBuffer = null;
    return content.length === sizeBytes ? content : null;
  } catch {
    return null;
  }
}

/** An engine outlives young garbage, and with it what it has unpacked, unless that is taken from it. */
interface Unpacked {
  readonly buffer: Buffer;
  readonly engine: { _outBuffer: Buffer | null };
}

function damaged({ name }: ZipEntry): DamagedZip {
  return new DamagedZip(`${name} cannot be unpacked, or its checksum is wrong`);
}
