import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PrivateCopy {
  /** Absolute, without links: relative paths from here lead where they should. */
  readonly dir: string;
  readonly write: (name: string, text: string) => Promise<void>;
}

/** Gives `use` a directory of its own, for copies of files that a command would write to; it is gone afterwards. */
export async function withPrivateCopy<T>(use: (copy: PrivateCopy) => Promise<T>): Promise<T> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'godrift-')));
  try {
    return await use({
      dir,
      write: (name, text) => writeFile(join(dir, name), text),
    });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
