import { mkdirSync } from 'node:fs';
import { writeAtomic } from '../../store/atomic-file.ts';
import { STATE_FILE_MODE } from '../../store/state-dir.ts';
import { storeError } from '../../store/store-error.ts';
import { descriptionFile, type Generation } from './generation.ts';

/** Makes the empty directory, and its description beside it. Harmless where nothing follows: `cache gc` takes it. Throws StoreError. */
export async function createGeneration(generation: Generation): Promise<void> {
  const { path, ...description } = generation;
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw storeError('write', path, cause);
  }
  const text = `${JSON.stringify(description, null, 2)}\n`;
  await writeAtomic(descriptionFile(generation), text, { mode: STATE_FILE_MODE });
}
