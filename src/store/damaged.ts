import { rename } from 'node:fs/promises';
import { isAbsent } from './read-bytes.ts';

/** Takes a warning, one line, about a state file that was not what it should be. */
export type OnDamaged = (message: string) => void;

/**
 * Renames a damaged state file to `<name>.damaged-<UTC timestamp>` and says so: nothing is lost, and the next run starts
 * clean. Never throws: a state directory that cannot be written is no reason to fail.
 */
export async function setAside(file: string, why: string, onDamaged: OnDamaged): Promise<void> {
  const aside = `${file}.damaged-${new Date().toISOString().replaceAll(':', '-')}`;
  try {
    await rename(file, aside);
    onDamaged(`${file} is damaged (${why}): moved to ${aside}`);
  } catch (error) {
    // Another process was faster, and has warned.
    if (isAbsent(error)) return;
    onDamaged(`${file} is damaged (${why}) and is ignored: it cannot be moved to ${aside}`);
  }
}
