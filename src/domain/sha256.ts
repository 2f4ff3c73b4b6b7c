/** SHA-256 of UTF-8 text as 64 hex digits. `node:crypto` is loaded at the first call: a check of unchanged facts needs none. */
export function sha256(text: string): string {
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('hex');
}
