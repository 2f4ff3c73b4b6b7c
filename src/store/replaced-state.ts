import { join } from 'node:path';
import type { OnDamaged } from './damaged.ts';
import { fileSlug } from './file-slug.ts';
import { readJsonState, writeJsonState } from './json-state.ts';

/** A file's bytes (latin1) and mode; null where it did not exist. */
type Content = { readonly latin1: string; readonly mode: number } | null;

export interface ReplacedFile {
  readonly path: string;
  readonly before: Content;
  readonly after: Content;
}

/** What the last rollback of one target replaced: `--to previous` puts it back. */
export interface ReplacedState {
  /** The audit entry's id. */
  readonly id: string;
  /** The audit entry's target. */
  readonly target: string;
  readonly files: readonly ReplacedFile[];
  /** GOTOOLCHAIN of the shell before; null where it was unset, or where the rollback changed files. */
  readonly variable: string | null;
  /** What Go said before in the place where the rollback was verified (`go1.26.8`); null where Go did not start. */
  readonly ran: string | null;
}

/** One file a target: a newer rollback of it replaces what is kept of an older one. */
export function replacedStateFile(stateDir: string, target: string): string {
  return join(stateDir, 'replaced', `${fileSlug(target)}.json`);
}

/** Durable, mode 0600: the files may hold credentials. Throws StoreError. */
export async function writeReplacedState(stateDir: string, state: ReplacedState): Promise<void> {
  await writeJsonState(replacedStateFile(stateDir, state.target), state);
}

/**
 * What the audit entry `id` replaced; null where it is not on record. A damaged file is set aside. Throws StoreError if it
 * cannot be read.
 */
export async function readReplacedState(
  stateDir: string,
  { id, target }: Pick<ReplacedState, 'id' | 'target'>,
  onDamaged: OnDamaged,
): Promise<ReplacedState | null> {
  // The schema's library takes longer to load than a rollback to run.
  const { replacedSchema } = await import('./replaced-schema.ts');
  const state = await readJsonState(
    replacedStateFile(stateDir, target),
    (content): ReplacedState | null => replacedSchema.safeParse(content).data ?? null,
    onDamaged,
  );
  return state?.id === id && state.target === target ? state : null;
}
