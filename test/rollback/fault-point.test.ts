import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const MODULE = join(import.meta.dirname, '../../src/rollback/fault-point.ts');
const SCRIPT = `import { faultPoint } from ${JSON.stringify(MODULE)};
for (const n of [1, 2, 3]) { console.log(n); faultPoint(); }`;

test.each([
  ['2', ['1', '2'], 'SIGKILL'],
  ['4', ['1', '2', '3'], undefined],
  ['', ['1', '2', '3'], undefined],
])('GODRIFT_FAULT_POINT=%j kills there, and nowhere else', async (point, lines, signal) => {
  const result = await execa(process.execPath, ['--input-type=module-typescript', '-e', SCRIPT], {
    env: { GODRIFT_FAULT_POINT: point },
    reject: false,
    lines: true,
  });
  expect([result.stdout, result.signal]).toEqual([lines, signal]);
});
