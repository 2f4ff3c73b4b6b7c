import { lstatSync, rmdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { inputError } from '../domain/errors.ts';
import { isWithin } from '../domain/is-within.ts';
import { sha256 } from '../domain/sha256.ts';
import { writeAtomic } from '../store/atomic-file.ts';
import { recordFiles } from './detect.ts';
import { type RecordedFile, readInitRecord } from './init-record.ts';
import type { KeptFile } from './planned-file.ts';
import { readTextFile } from './read-text-file.ts';
import { type Repository, realPath } from './repository.ts';
import { undoEdit } from './text-edit.ts';

/** A file that goes away (`after` null) or becomes again what it was. */
interface RestoredFile {
  readonly path: string;
  readonly before: string;
  readonly after: string | null;
}

export interface RemovalPlan {
  readonly restore: readonly RestoredFile[];
  readonly keep: readonly KeptFile[];
  /** The records themselves. */
  readonly records: readonly string[];
  /** Directories that go if nothing is left in them, innermost first. */
  readonly dirs: readonly string[];
}

/** What taking init's work out again comes to. A record is data of the repository: no path may lead out of it. */
export async function planRemoval(projectDir: string, repository: Repository | null): Promise<RemovalPlan> {
  const files = recordFiles(projectDir, repository);
  const places = [
    { record: files.project, roots: [repository?.root ?? projectDir] },
    ...(repository === null || files.clone === null
      ? []
      : [{ record: files.clone, roots: [repository.root, repository.commonDir] }]),
  ];
  const parts = await Promise.all(
    places.map(async ({ record, roots }) => {
      const { files: recorded, dirs } = await readInitRecord(record);
      const inside = (path: string): string => {
        const absolute = resolve(projectDir, path);
        if (roots.some((root) => isWithin(realPath(absolute), realPath(root)))) return absolute;
        throw inputError(`${JSON.stringify(path)} leads out of the repository: nothing was removed`, record);
      };
      return {
        plans: recorded.map((file) => planFile(file, inside(file.path))),
        dirs: dirs.map(inside),
        record: recorded.length === 0 ? [] : [record],
      };
    }),
  );
  const plans = parts.flatMap((part) => part.plans);
  return {
    restore: plans.filter((plan): plan is RestoredFile => plan !== null && 'after' in plan),
    keep: plans.filter((plan): plan is KeptFile => plan !== null && 'why' in plan),
    records: parts.flatMap(({ record }) => record),
    dirs: parts.flatMap(({ dirs }) => dirs).toSorted((a, b) => b.length - a.length),
  };
}

function planFile(file: RecordedFile, path: string): RestoredFile | KeptFile | null {
  const before = readTextFile(path);
  if (before === null) return null;
  if (before === undefined) return { path, why: 'was edited since init wrote it' };
  if ('sha256' in file)
    return sha256(before) === file.sha256
      ? { path, before, after: null }
      : { path, why: 'was edited since init wrote it' };
  const after = undoEdit(before, file.edit);
  return after === null ? { path, why: 'what init put in was edited since' } : { path, before, after };
}

/** Throws StoreError. */
export async function removeInit({ restore, records, dirs }: RemovalPlan): Promise<void> {
  for (const { path, after } of restore) {
    if (after === null) rmSync(path, { force: true });
    else await writeAtomic(path, after);
  }
  for (const record of records) rmSync(record, { force: true });
  for (const dir of dirs) removeIfEmpty(dir);
}

function removeIfEmpty(dir: string): void {
  try {
    if (lstatSync(dir).isDirectory()) rmdirSync(dir);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'ENOENT' && code !== 'EEXIST') throw cause;
  }
}
