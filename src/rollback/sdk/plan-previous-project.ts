import { basename } from 'node:path';
import { InputError, type InputProblem, inputError } from '../../domain/errors.ts';
import type { ReplacedFile, ReplacedState } from '../../store/replaced-state.ts';
import type { FileContent, Step } from '../step.ts';
import type { Plan } from '../transaction.ts';
import { AS_BEFORE } from './as-before.ts';
import { restoreLines } from './restore-lines.ts';

/**
 * Puts the files of a project back: byte for byte if nobody changed them since the last rollback, else the lines that it edited.
 * Throws InputError naming every file whose edited lines were changed since, or where nothing is to change. Pure but for `read`.
 */
export function planPreviousProject(
  from: string | null,
  replaced: ReplacedState,
  { dir, read }: { readonly dir: string; readonly read: (path: string) => FileContent | null },
): Plan {
  const problems: InputProblem[] = [];
  const steps = replaced.files.flatMap((file): Step[] => {
    const { path, before } = file;
    const now = read(path);
    if (now?.latin1 === before?.latin1) return [];
    const after = earlier(file, now);
    if (after === undefined) {
      problems.push({
        message:
          'the lines that the last rollback edited were changed since: edit them by hand, or use git checkout',
        location: { file: path, line: null },
      });
      return [];
    }
    return [
      {
        kind: 'write_file',
        path,
        before: now,
        after,
        brief: `${basename(path)} as before the last rollback`,
      },
    ];
  });
  if (problems.length > 0) throw new InputError(problems);
  if (steps.length === 0)
    throw inputError('nothing to change: its files are as before the last rollback', dir);
  return { kind: 'sdk', target: dir, from, to: replaced.ran ?? AS_BEFORE, steps };
}

/** undefined where it cannot be told which bytes are the rollback's. */
function earlier({ before, after }: ReplacedFile, now: FileContent | null): FileContent | null | undefined {
  if (now?.latin1 === after?.latin1) return before;
  if (before === null || after === null || now === null) return undefined;
  const latin1 = restoreLines(before.latin1, after.latin1, now.latin1);
  return latin1 === null ? undefined : { latin1, mode: now.mode };
}
