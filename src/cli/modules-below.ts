import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inputError } from '../domain/errors.ts';
import { isModuleDirectory } from '../domain/is-module-directory.ts';

/** Directories that `go` passes over in `./...`, and those that hold other people's modules. */
const PASSED_OVER = /^(?:[._].*|testdata|vendor|node_modules)$/;

/**
 * Every directory with a go.mod from here downwards, sorted; modules that Go's module cache extracted are left out. Throws
 * InputError where there is none.
 */
export function modulesBelow(dir: string): readonly string[] {
  const found: string[] = [];
  const walk = (at: string): void => {
    const entries = readdirSync(at, { withFileTypes: true });
    if (entries.some((entry) => entry.isFile() && entry.name === 'go.mod')) found.push(at);
    for (const entry of entries)
      if (entry.isDirectory() && !PASSED_OVER.test(entry.name) && !isModuleDirectory(entry.name))
        walk(join(at, entry.name));
  };
  try {
    walk(dir);
  } catch (cause) {
    throw inputError(`cannot be read: ${(cause as NodeJS.ErrnoException).code}`, dir);
  }
  if (found.length === 0) throw inputError('there is no go.mod here or below', dir);
  return found.toSorted();
}
