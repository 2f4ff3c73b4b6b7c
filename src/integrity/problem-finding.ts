import { join } from 'node:path';
import { posixQuote } from '../domain/posix-quote.ts';
import type { Found } from './found.ts';
import type { TreeProblem } from './tree-problem.ts';
import type { VerifyPart } from './verify-result.ts';

/** What could not be read is not known; what no module has is wrong. */
export function problemFinding(
  part: VerifyPart,
  root: string,
  { name, kind, errno }: TreeProblem,
  fix: string,
): Found {
  const file = name === '' ? root : join(root, name);
  if (kind === 'special') {
    const added = { name, change: 'added', expected: null, actual: null } as const;
    const files = name === '' ? [] : [added];
    return { part, state: 'mismatch', file: root, files, message: 'neither a file nor a directory', fix };
  }
  if (kind === 'vanished')
    return { part, state: 'unverified', file, message: `vanished while it was read (${errno})`, fix: null };
  return {
    part,
    state: 'unverified',
    file,
    message: `cannot be read (${errno})`,
    fix: `ls -ld ${posixQuote(file)}`,
  };
}
