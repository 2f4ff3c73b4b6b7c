import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJsonState, writeJsonState } from '../../src/store/json-state.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { temporaryDir } from './temporary-dir.ts';

const asNumber = (content: unknown) => (typeof content === 'number' ? content : null);

test('state comes back as it was written, and is absent before', async () => {
  const file = join(temporaryDir(), 'state', 'f.json');
  expect(await readJsonState(file, asNumber, expect.unreachable)).toBeNull();
  await writeJsonState(file, 7);
  expect(await readJsonState(file, asNumber, expect.unreachable)).toBe(7);
});

test.each(['', '{"a":', '"text"', '\0'])(
  'damaged state (%j) is set aside with a warning that names both files',
  async (content) => {
    const dir = temporaryDir();
    const file = join(dir, 'f.json');
    writeFileSync(file, content);
    const warnings: string[] = [];
    expect(await readJsonState(file, asNumber, (message) => warnings.push(message))).toBeNull();
    const [aside = ''] = readdirSync(dir);
    expect(aside).toMatch(/^f\.json\.damaged-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z$/);
    expect(warnings).toEqual([`${file} is damaged (not what godrift writes): moved to ${join(dir, aside)}`]);
  },
);

test('state that cannot be read is an error, not absent', async () => {
  const dir = temporaryDir();
  mkdirSync(join(dir, 'f.json'));
  await expect(readJsonState(join(dir, 'f.json'), asNumber, expect.unreachable)).rejects.toThrow(StoreError);
});
