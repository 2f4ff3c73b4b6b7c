/** A sum that go.sum records and the module cache (or another line of go.sum) contradicts. */
export interface ChecksumMismatch {
  readonly path: string;
  readonly version: string;
  readonly expected: string;
  readonly actual: string;
  /** Where the actual one stands, as a person knows it. Without spaces. */
  readonly origin: string;
  readonly file: string;
  readonly line: number;
}

const PREFIX = 'checksum ';

/** As one entry of a fact map; the path's key first. */
export function formatMismatch(mismatch: ChecksumMismatch): readonly [string, string] {
  const { path, version, expected, actual, origin, file, line } = mismatch;
  return [`${PREFIX}${path}`, [version, expected, actual, origin, line, file].join(' ')];
}

/** The reverse of `formatMismatch`; null for other facts. */
export function parseMismatch(key: string, value: string): ChecksumMismatch | null {
  if (!key.startsWith(PREFIX)) return null;
  const [version = '', expected = '', actual = '', origin = '', line = '', ...file] = value.split(' ');
  return {
    path: key.slice(PREFIX.length),
    version,
    expected,
    actual,
    origin,
    file: file.join(' '),
    line: Number(line),
  };
}
