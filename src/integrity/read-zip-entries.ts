import { DamagedZip } from './damaged-zip.ts';
import type { ZipSlices } from './zip-slices.ts';

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

const END = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT = 0xffff;
const END64 = 0x06064b50;
const LOCATOR64_BYTES = 20;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const DESCRIBED = 0x8;

/** The central directory, as archive/zip reads it. Throws DamagedZip. */
export function readZipEntries({ sizeBytes, slice }: ZipSlices): readonly ZipEntry[] {
  const { at, length } = centralDirectory(sizeBytes, slice);
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

function centralDirectory(
  size: number,
  slice: ZipSlices['slice'],
): { readonly at: number; readonly length: number } {
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
