import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parseBuildCacheEntry } from '../domain/build-cache-entry.ts';
import { withPrivateCopy } from './private-copy.ts';

const INDEX = 'go index v';

/**
 * Gives `use` a build cache that answers as one does of which this user cannot write some directories, and in which nothing is
 * written: links to those, and in place of the others directories of its own, which hold the module indexes that the entries in
 * the first ones name.
 */
export function withCacheMirror<T>(
  cache: string,
  { closed, open }: { readonly closed: readonly string[]; readonly open: readonly string[] },
  use: (mirror: string) => Promise<T>,
): Promise<T> {
  return withPrivateCopy(async ({ dir }) => {
    for (const name of open) mkdirSync(join(dir, name));
    for (const name of closed) symlinkSync(join(cache, name), join(dir, name));
    // Go trims nothing that was trimmed just now.
    writeFileSync(join(dir, 'trim.txt'), String(Math.floor(Date.now() / 1000)));
    if (open.length > 0)
      for (const name of closed)
        for (const output of outputsOf(join(cache, name)))
          if (open.includes(output.slice(0, 2)))
            copyIndex(cache, dir, join(output.slice(0, 2), `${output}-d`));
    return use(dir);
  });
}

function outputsOf(dir: string): readonly string[] {
  return (attempt(() => readdirSync(dir)) ?? [])
    .filter((name) => name.endsWith('-a'))
    .flatMap((name) => {
      const bytes = attempt(() => readFileSync(join(dir, name)));
      const entry = bytes === null ? null : parseBuildCacheEntry(bytes);
      return entry === null ? [] : [Buffer.from(entry.output).toString('hex')];
    });
}

function copyIndex(from: string, to: string, name: string): void {
  const isIndex = attempt(() => readFileSync(join(from, name)).subarray(0, INDEX.length).toString('latin1'));
  if (isIndex === INDEX && !existsSync(join(to, name)))
    attempt(() => copyFileSync(join(from, name), join(to, name)));
}

/** Null for what is gone, or closed to this user: to Go it is a miss. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
