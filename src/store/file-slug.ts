import { sha256 } from '../domain/sha256.ts';

/** A file name for any text: what is readable of it, and the first 8 hex digits of its SHA-256 that tell it apart. */
export function fileSlug(text: string): string {
  const readable = text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return `${readable === '' ? 'x' : readable}-${sha256(text).slice(0, 8)}`;
}
