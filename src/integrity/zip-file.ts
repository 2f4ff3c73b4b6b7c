import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32, inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated: Go writes nothing else. */
  readonly method: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly headerAt: number;
  readonly crc: number;
  /** Checksum and sizes stand behind the content too. */
  readonly described: boolean;
}

export interface ZipFile {
  /** In the order of the central directory; without those of directories. */
  readonly entries: readonly ZipEntry[];
  /** An entry's content. Throws DamagedZip. */
  readonly read: (entry: ZipEntry) => Buffer;
  readonly close: () => void;
}

export class DamagedZip extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DamagedZip';
  }
}

const END = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT = 0xffff;
const END64 = 0x06064b50;
const LOCATOR64_BYTES = 20;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const DESCRIBED = 0x8;
const DESCRIPTOR = 0x08074b50;
/** zip.MaxZipFile in golang.org/x/mod/zip is 500 MB, for all files together too. */
const MAX_ENTRY_BYTES = 500 * 2 ** 20;
/** Up to here a zip is read in one go. */
const WHOLE_BYTES = 2 << 20;

/** Opens a zip by its central directory, as archive/zip does. Throws DamagedZip, and what `node:fs` throws. */
export function openZip(path: string): ZipFile {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const whole = size <= WHOLE_BYTES ? readAt(file, 0, size) : null;
    const slice = (at: number, length: number) => {
      if (at < 0 || length < 0 || at + length > size) throw new DamagedZip('an entry ends beyond the file');
      return whole === null ? readAt(file, at, length) : whole.subarray(at, at + length);
    };
    return {
      entries: readEntries(size, slice),
      read: (entry) => readEntry(entry, slice),
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

type Slice = (at: number, length: number) => Buffer;

function readAt(file: number, at: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafeSlow(length);
  for (let done = 0; done < length; ) {
    const read = readSync(file, buffer, done, length - done, at + done);
    if (read === 0) throw new DamagedZip('it was cut off');
    done += read;
  }
  return buffer;
}

function readEntries(size: number, slice: Slice): readonly ZipEntry[] {
  const { at, length } = centralDirectory(size, slice);
  const central = slice(at, length);
  const entries: ZipEntry[] = [];
  for (let from = 0; from < length; ) {
    if (from + CENTRAL_BYTES > length || central.readUInt32LE(from) !== CENTRAL)
      throw new DamagedZip('its directory is damaged');
    const nameAt = from + CENTRAL_BYTES;
    const nameEnd = nameAt + central.readUInt16LE(from + 28);
    const name = central.toString('utf8', nameAt, nameEnd);
    const entry = {
      name,
      method: central.readUInt16LE(from + 10),
      packedBytes: central.readUInt32LE(from + 20),
      sizeBytes: central.readUInt32LE(from + 24),
      headerAt: central.readUInt32LE(from + 42),
      crc: central.readUInt32LE(from + 16),
      described: (central.readUInt16LE(from + 8) & DESCRIBED) !== 0,
    };
    if (!name.endsWith('/')) entries.push(entry);
    from = nameEnd + central.readUInt16LE(from + 30) + central.readUInt16LE(from + 32);
  }
  if (new Set(entries.map(({ name }) => name)).size < entries.length)
    throw new DamagedZip('it holds a name twice');
  return entries;
}

function centralDirectory(size: number, slice: Slice): { readonly at: number; readonly length: number } {
  const tailBytes = Math.min(size, END_BYTES + MAX_COMMENT);
  const tail = slice(size - tailBytes, tailBytes);
  let end = tail.length - END_BYTES;
  while (end >= 0 && tail.readUInt32LE(end) !== END) end--;
  if (end < 0) throw new DamagedZip('it is no zip, or was cut off');
  const [count, length, at] = [
    tail.readUInt16LE(end + 10),
    tail.readUInt32LE(end + 12),
    tail.readUInt32LE(end + 16),
  ];
  if (count !== 0xffff && length !== 0xffffffff && at !== 0xffffffff) return { at, length };
  const locator = slice(size - tailBytes + end - LOCATOR64_BYTES, LOCATOR64_BYTES);
  const end64 = slice(Number(locator.readBigUInt64LE(8)), 56);
  if (end64.readUInt32LE(0) !== END64) throw new DamagedZip('its end is damaged');
  return { length: Number(end64.readBigUInt64LE(40)), at: Number(end64.readBigUInt64LE(48)) };
}

function readEntry(entry: ZipEntry, slice: Slice): Buffer {
  const { name, packedBytes, sizeBytes, headerAt, crc } = entry;
  if (sizeBytes > MAX_ENTRY_BYTES) throw new DamagedZip(`${name} is larger than Go allows`);
  const header = slice(headerAt, LOCAL_BYTES);
  const at = headerAt + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  const content = unpack(entry, slice(at, packedBytes));
  // As Go: content that is right does not make up for a checksum that is not.
  if (content.length !== sizeBytes || crc32(content) !== crc || !isDescribed(entry, slice, at + packedBytes))
    throw new DamagedZip(`the checksum of ${name} is wrong`);
  return content;
}

function unpack({ name, method, sizeBytes }: ZipEntry, packed: Buffer): Buffer {
  if (method === 0) return packed;
  try {
    // As one piece, and with room for a byte more than there should be: that many are too many.
    const chunkSize = Math.max(64, sizeBytes + 1);
    return inflateRawSync(packed, { chunkSize, maxOutputLength: sizeBytes + 1 });
  } catch (error) {
    throw new DamagedZip(`${name} cannot be unpacked`, error);
  }
}

/** What stands behind the content says the same (readDataDescriptor in archive/zip). */
function isDescribed(
  { described, crc, packedBytes, sizeBytes }: ZipEntry,
  slice: Slice,
  at: number,
): boolean {
  if (!described) return true;
  const from = slice(at, 4).readUInt32LE(0) === DESCRIPTOR ? at + 4 : at;
  const descriptor = slice(from, 12);
  const said = [0, 4, 8].map((offset) => descriptor.readUInt32LE(offset));
  return said[0] === crc && said[1] === packedBytes && said[2] === sizeBytes;
}
