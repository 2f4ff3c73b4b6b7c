import { join } from 'node:path';
import { hash1 } from './dirhash.ts';

/** The directory below GOMODCACHE that holds what was downloaded. */
const DOWNLOADS = 'cache/download';

/** Where the module cache keeps what it downloaded of a module, below GOMODCACHE. */
export function downloadedFile(
  path: string,
  version: string,
  extension: 'mod' | 'zip' | 'ziphash' | 'partial',
): string {
  return join(DOWNLOADS, escapeUpperCase(path), '@v', `${escapeUpperCase(version)}.${extension}`);
}

/** Where the module cache keeps a module's files, below GOMODCACHE. */
export function moduleDirectory(path: string, version: string): string {
  return `${escapeUpperCase(path)}@${escapeUpperCase(version)}`;
}

/** The sum of a go.mod file, as `Hash1` in golang.org/x/mod/sumdb/dirhash over that one file. */
export function goModHash(content: string | Uint8Array): string {
  // 5 ms to load, and needed only where Go stumbled over a go.mod.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return hash1([{ name: 'go.mod', sha256: createHash('sha256').update(content).digest('hex') }]);
}

/** Go computes the hash anew where a `.ziphash` holds anything else (cmd/go/internal/modfetch: isValidSum). */
export function isModuleHash(text: string): boolean {
  return /^h1:[A-Za-z0-9+/]{43}=$/.test(text);
}

// File systems that do not tell case apart must not mix up A and a (golang.org/x/mod/module: EscapePath).
function escapeUpperCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}
