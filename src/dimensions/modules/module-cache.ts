import { join } from 'node:path';

/** The directory below GOMODCACHE that holds what was downloaded. */
const DOWNLOADS = 'cache/download';

/** Where the module cache keeps a module's `.mod` or `.ziphash`, below GOMODCACHE. */
export function downloadedFile(path: string, version: string, extension: 'mod' | 'ziphash'): string {
  return join(DOWNLOADS, escapeUpperCase(path), '@v', `${escapeUpperCase(version)}.${extension}`);
}

/** The sum of a go.mod file, as `Hash1` in golang.org/x/mod/sumdb/dirhash over that one file. */
export function goModHash(text: string): string {
  // 5 ms to load, and needed only where Go stumbled over a go.mod.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const content = createHash('sha256').update(text).digest('hex');
  return `h1:${createHash('sha256').update(`${content}  go.mod\n`).digest('base64')}`;
}

/** Go computes the hash anew where a `.ziphash` holds anything else (cmd/go/internal/modfetch: isValidSum). */
export function isModuleHash(text: string): boolean {
  return /^h1:[A-Za-z0-9+/]{43}=$/.test(text);
}

// File systems that do not tell case apart must not mix up A and a (golang.org/x/mod/module: EscapePath).
function escapeUpperCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}
