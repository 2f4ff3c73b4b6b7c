import { relative } from 'node:path';
import { z } from 'zod';
import { inputError } from '../domain/errors.ts';
import { sha256 } from '../domain/sha256.ts';
import { readInput } from '../store/read-input.ts';
import type { PlannedFile } from './planned-file.ts';

const file = z.union([
  z.strictObject({ path: z.string().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.strictObject({
    path: z.string().min(1),
    edit: z.strictObject({ removed: z.string(), inserted: z.string().min(1) }),
  }),
]);

const record = z.strictObject({
  schema: z.literal('godrift.init/v1'),
  files: z.array(file),
  /** Directories that were not there before, innermost first. */
  dirs: z.array(z.string().min(1)),
});

/** What init wrote, so that it can be taken out again: paths relative to the record's project. */
export type InitRecord = z.output<typeof record>;
export type RecordedFile = InitRecord['files'][number];

export const NOTHING_WRITTEN: InitRecord = { schema: 'godrift.init/v1', files: [], dirs: [] };

/** The record in a file (absolute); an empty one if there is none. Throws InputError where it is no record. */
export async function readInitRecord(path: string): Promise<InitRecord> {
  const bytes = await readInput(path);
  if (bytes === null) return NOTHING_WRITTEN;
  try {
    return record.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    throw inputError('is not what godrift init writes: what it put in must be taken out by hand', path);
  }
}

/** The record after these files are written. */
export function recordWritten(
  before: InitRecord,
  projectDir: string,
  files: readonly PlannedFile[],
  dirs: readonly string[],
): InitRecord {
  const written = files.map(({ path, after, edit }): RecordedFile => {
    const name = relative(projectDir, path);
    return edit === null ? { path: name, sha256: sha256(after) } : { path: name, edit };
  });
  const others = before.files.filter(({ path }) => written.every((one) => one.path !== path));
  const added = dirs.map((dir) => relative(projectDir, dir)).filter((dir) => !before.dirs.includes(dir));
  return {
    schema: 'godrift.init/v1',
    files: [...others, ...written].toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    dirs: [...before.dirs, ...added].toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1)),
  };
}
