import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inputError } from '../../src/domain/errors.ts';
import { readBaselineFile, writeBaselineFile } from '../../src/store/baseline-file.ts';
import { temporaryDir } from './temporary-dir.ts';

test('a baseline comes back as it was written, and is absent before', async () => {
  const file = join(temporaryDir(), '.godrift', 'baseline.snap');
  const takenAt = new Date('2026-11-23T12:00:00.000Z');
  expect(await readBaselineFile(file)).toBeNull();
  await writeBaselineFile(file, { 'modules.a': 'v1' }, takenAt);
  expect(await readBaselineFile(file)).toEqual({ takenAt, facts: { 'modules.a': 'v1' } });
});

test('a damaged baseline is bad input, told by file and line', async () => {
  const dir = temporaryDir();
  const file = join(dir, 'baseline.snap');
  writeFileSync(file, '#SNAPSHOT v1 2026-11-23T12:00:00.000Z\n<<<<<<< HEAD\n');
  await expect(readBaselineFile(file)).rejects.toEqual(inputError('no "=" between key and value', file, 2));
  await expect(readBaselineFile(dir)).rejects.toThrow(`cannot read ${dir}: EISDIR`);
});
