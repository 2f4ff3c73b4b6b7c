import { relative } from 'node:path';
import type { DeclarationsSince } from '../engine/declarations-since.ts';
import { alignColumns } from './align-columns.ts';
import type { Messages } from './messages/en.ts';
import type { Session } from './session.ts';

/** What is declared otherwise than in another revision. */
export function renderSince(
  since: readonly DeclarationsSince[],
  { terminal: { colors }, cwd }: Pick<Session, 'terminal' | 'cwd'>,
  { check: words }: Messages,
): string {
  return since
    .flatMap(({ ref, commit, changes }) => [
      colors.bold(
        changes.length === 0
          ? words.declaredAsIn(ref, commit.slice(0, 12))
          : words.declaredSince(ref, commit.slice(0, 12)),
      ),
      ...alignColumns(
        changes.map(({ key, before, after, location }) => [
          `  ${key}`,
          `${before ?? '–'} → ${after ?? '–'}`,
          colors.dim(location === null ? '' : `${relative(cwd, location.file)}:${location.line}`),
        ]),
      ),
      '',
    ])
    .join('\n');
}
