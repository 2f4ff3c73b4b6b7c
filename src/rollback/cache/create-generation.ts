import { mkdirSync, writeFileSync } from 'node:fs';
import { STATE_FILE_MODE } from '../../store/state-dir.ts';
import { storeError } from '../../store/store-error.ts';
import { descriptionFile, type Generation } from './generation.ts';

/**
 * Makes the empty directory, and its description beside it. Harmless where nothing follows: `cache gc` takes it. Throws
 * StoreError.
 */
export function createGeneration(generation: Generation): void {
  const { path, ...description } = generation;
  const file = descriptionFile(generation);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    // Nothing uses it yet, and what is not whole JSON is not read: fsync and rename are left out.
    writeFileSync(file, `${JSON.stringify(description, null, 2)}\n`, { mode: STATE_FILE_MODE, flag: 'wx' });
  } catch (cause) {
    throw storeError('write', file, cause);
  }
}
