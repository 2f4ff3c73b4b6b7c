import {
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { inputError } from '../domain/errors.ts';
import { writeAtomic } from '../store/atomic-file.ts';
import { isAbsent } from '../store/read-bytes.ts';
import { storeError } from '../store/store-error.ts';

/** What a file holds; `text` keeps every byte (latin1), since a file may be no UTF-8. */
export interface FileContent {
  readonly latin1: string;
  readonly mode: number;
}

/**
 * One reversible action. Its inverse is the same step with `before` and `after` exchanged; applying one twice changes
 * nothing. Null: there is no such file.
 */
export type Step =
  | {
      readonly kind: 'write_file';
      readonly path: string;
      readonly before: FileContent | null;
      readonly after: FileContent | null;
      /** For people and spans: what changes, without values that could be secret. */
      readonly brief: string;
    }
  | {
      readonly kind: 'switch_link';
      readonly path: string;
      readonly before: string | null;
      readonly after: string | null;
      readonly brief: string;
    };

/** What is there now, compared with a step's two sides. `foreign`: neither, someone else has changed it since. */
export type StepState = 'before' | 'after' | 'foreign';

export function inverse(step: Step): Step {
  return step.kind === 'write_file'
    ? { ...step, before: step.after, after: step.before }
    : { ...step, before: step.after, after: step.before };
}

/** The content of what a path leads to; null if there is none. Throws StoreError. */
export function readContent(path: string): FileContent | null {
  try {
    return { latin1: readFileSync(path, 'latin1'), mode: statSync(path).mode & 0o7777 };
  } catch (error) {
    if (isAbsent(error)) return null;
    throw storeError('read', path, error);
  }
}

/** Where a symbolic link leads; null if there is none. Throws InputError for anything else in its place, StoreError. */
export function readLink(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (isAbsent(error)) return null;
    if ((error as NodeJS.ErrnoException).code === 'EINVAL') throw inputError('is no symbolic link', path);
    throw storeError('read', path, error);
  }
}

/** Which side of the step is in place. Permissions do not decide. */
export function stateOf(step: Step): StepState {
  const now = step.kind === 'write_file' ? (readContent(step.path)?.latin1 ?? null) : readLink(step.path);
  const [before, after] =
    step.kind === 'write_file'
      ? [step.before?.latin1 ?? null, step.after?.latin1 ?? null]
      : [step.before, step.after];
  // Where both sides are the same the step is done.
  if (now === after) return 'after';
  return now === before ? 'before' : 'foreign';
}

/** Puts `after` in place: atomic, durable. Throws StoreError; the old content then stands. */
export async function applyStep(step: Step): Promise<void> {
  const { path, after } = step;
  if (after === null) remove(path);
  else if (typeof after === 'string') switchLink(path, after);
  else await writeAtomic(path, Buffer.from(after.latin1, 'latin1'), { mode: after.mode });
}

function switchLink(path: string, target: string): void {
  const temporary = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    symlinkSync(target, temporary);
    renameSync(temporary, path);
  } catch (error) {
    remove(temporary);
    throw storeError('write', path, error);
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isAbsent(error)) throw storeError('remove', path, error);
  }
}
