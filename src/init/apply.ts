import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { writeAtomic } from '../store/atomic-file.ts';
import { recordFiles, type Surroundings } from './detect.ts';
import { recordWritten } from './init-record.ts';
import type { InitPlan, PlannedFile } from './planned-file.ts';

const EXECUTABLE = 0o755;

/**
 * Writes what was planned, each file whole or not at all. The record is first, so that whatever a crash leaves can be taken
 * out. Throws StoreError.
 */
export async function applyInit(
  plan: InitPlan,
  { projectDir, repository, records }: Surroundings,
): Promise<void> {
  const files = recordFiles(projectDir, repository);
  const parts = [
    { file: files.project, record: records.project, write: plan.write.filter(({ inClone }) => !inClone) },
    { file: files.clone, record: records.clone, write: plan.write.filter(({ inClone }) => inClone) },
  ];
  for (const { file, record, write } of parts) {
    if (file === null || write.length === 0) continue;
    const dirs = missingDirs([...write.map(({ path }) => path), file]);
    const next = recordWritten(record, projectDir, write, dirs);
    await writeAtomic(file, `${JSON.stringify(next, null, 2)}\n`);
    for (const one of write) await writePlanned(one);
  }
}

function writePlanned({ path, after, before, executable }: PlannedFile): Promise<void> {
  // A file that is there keeps its mode.
  return writeAtomic(path, after, executable && before === null ? { mode: EXECUTABLE } : {});
}

/** The directories above these files that are not there yet. */
function missingDirs(paths: readonly string[]): readonly string[] {
  const missing = new Set<string>();
  for (const path of paths)
    for (let dir = resolve(path, '..'); !existsSync(dir); dir = resolve(dir, '..')) missing.add(dir);
  return [...missing];
}
