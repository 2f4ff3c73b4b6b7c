/** Why a file of godrift's own could not be read or written. */
export type StoreErrorCode = 'disk_full' | 'permission' | 'read_only' | 'io';

/** A file operation that failed: expected in operation, one line that names the file and what to do. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly file: string;
  constructor(code: StoreErrorCode, file: string, message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'StoreError';
    this.code = code;
    this.file = file;
  }
}

const DISK_FULL = { code: 'disk_full', why: 'no space left: free some, or use another directory' } as const;
const PERMISSION = { code: 'permission', why: 'permission denied: check its owner and mode' } as const;
const READ_ONLY = { code: 'read_only', why: 'the file system is read-only: use another directory' } as const;
const KNOWN = new Map<string | undefined, { readonly code: StoreErrorCode; readonly why: string }>([
  ['ENOSPC', DISK_FULL],
  ['EDQUOT', DISK_FULL],
  ['EACCES', PERMISSION],
  ['EPERM', PERMISSION],
  ['EROFS', READ_ONLY],
]);

/** The StoreError for what `node:fs` threw while it was to `read`, `write` or `remove` this file. */
export function storeError(action: 'read' | 'write' | 'remove', file: string, cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const errno = errnoOf(cause);
  const { code, why } = KNOWN.get(errno) ?? { code: 'io' as const, why: errno ?? String(cause) };
  return new StoreError(code, file, `cannot ${action} ${file}: ${why}`, cause);
}

/** The system's error name (`ENOENT`), if it is one. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
