export interface HashedFile {
  /** `path@version/file` for a module's. */
  readonly name: string;
  /** 64 hex digits. */
  readonly sha256: string;
}

/** `Hash1` of golang.org/x/mod/sumdb/dirhash, as in go.sum. The files are sorted bytewise by name. */
export function hash1(files: readonly HashedFile[]): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  const hash = createHash('sha256');
  hash.update(files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(''));
  return `h1:${hash.digest('base64')}`;
}
