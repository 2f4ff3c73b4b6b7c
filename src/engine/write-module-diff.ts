import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { moduleLines } from '../dimensions/modules/module-lines.ts';
import type { ProjectState } from '../domain/state.ts';
import { unifiedDiff } from '../domain/unified-diff.ts';
import { writeAtomic } from '../store/atomic-file.ts';
import { baselineFacts } from './baseline-facts.ts';

/**
 * Writes a unified diff of the module trees into the project's directory where the modules' fingerprint differs from
 * the baseline's. Returns the file written, or null. Throws StoreError.
 */
export async function writeModuleDiff(state: ProjectState, name: string): Promise<string | null> {
  const after = state.dimensions.find(({ id }) => id === 'modules')?.facts;
  const before = baselineFacts('modules', state.baseline);
  if (after === undefined || after === null || before === null) return null;
  const diff = unifiedDiff(moduleLines(before), moduleLines(after.portable), { from: 'baseline', to: 'now' });
  if (diff === '') return null;
  const file = resolve(state.project.dir, name);
  if ((await readFile(file, 'utf8').catch(() => null)) !== diff)
    await writeAtomic(file, diff, { mode: 0o644 });
  return file;
}
