import { writeAtomic } from './atomic-file.ts';
import { type OnDamaged, setAside } from './damaged.ts';
import { readBytes } from './read-bytes.ts';
import { STATE_FILE_MODE } from './state-dir.ts';

/**
 * A small state file; null if there is none or it was damaged (then it is set aside). `validate` returns null for
 * what it does not accept. Throws StoreError if it cannot be read.
 */
export async function readJsonState<State>(
  file: string,
  validate: (content: unknown) => State | null,
  onDamaged: OnDamaged,
): Promise<State | null> {
  const bytes = await readBytes(file);
  if (bytes === null) return null;
  const state = validate(parse(bytes));
  if (state === null) await setAside(file, 'not what godrift writes', onDamaged);
  return state;
}

/** Replaces a small state file. Throws StoreError. */
export async function writeJsonState(file: string, state: unknown): Promise<void> {
  await writeAtomic(file, `${JSON.stringify(state, null, 2)}\n`, { mode: STATE_FILE_MODE });
}

/** undefined for what is not JSON. */
function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
