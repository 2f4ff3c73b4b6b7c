import { join } from 'node:path';
import { severityRank } from '../domain/finding.ts';
import type { ProjectState } from '../domain/state.ts';
import { PROMPT_STAMP_FILE, type PromptStamp, renderPromptStamp } from '../shell/prompt-stamp.ts';
import { writeAtomic } from '../store/atomic-file.ts';
import { STATE_FILE_MODE } from '../store/state-dir.ts';

/** What the prompt shows of these projects: findings that are not accepted. */
export function promptStampOf(states: readonly ProjectState[], writtenAt: Date): PromptStamp {
  const standing = states
    .flatMap(({ dimensions }) => dimensions.flatMap(({ findings }) => findings))
    .filter(({ accepted }) => accepted === null)
    .toSorted((a, b) => severityRank(b.severity) - severityRank(a.severity));
  return { writtenAt, findings: standing.length, severity: standing[0]?.severity ?? 'none' };
}

/** Puts it where the shell hooks read it. Throws StoreError. */
export async function writePromptStamp(stateDir: string, states: readonly ProjectState[]): Promise<void> {
  const text = renderPromptStamp(promptStampOf(states, new Date()));
  await writeAtomic(join(stateDir, PROMPT_STAMP_FILE), text, { mode: STATE_FILE_MODE });
}
