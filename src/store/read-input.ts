import { inputError } from '../domain/errors.ts';
import { readBytes } from './read-bytes.ts';
import { StoreError } from './store-error.ts';

/** The bytes of a file that a person wrote or named; null if there is none. Throws InputError where it cannot be read. */
export async function readInput(file: string): Promise<Buffer | null> {
  try {
    return await readBytes(file);
  } catch (error) {
    if (error instanceof StoreError) throw inputError(error.message);
    throw error;
  }
}
