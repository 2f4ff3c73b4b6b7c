import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatTamperTable, runModuleRows } from '../../scripts/integrity/tamper-table.ts';

const DOCS = join(import.meta.dirname, '../../docs/integrity.md');

test('what real go and godrift say of every kind of tampering is what docs/integrity.md tells', {
  timeout: 600_000,
}, () => {
  const rows = runModuleRows();
  expect(rows.filter(({ godrift }) => godrift === 'ok').map(({ what }) => what)).toEqual(['nothing']);
  expect(readFileSync(DOCS, 'utf8')).toContain(formatTamperTable(rows));
});
