import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { snapshotLines } from '../../src/domain/snapshot-text.ts';
import { unifiedDiff } from '../../src/domain/unified-diff.ts';

const NAMES = { from: 'baseline', to: 'now' };
const numbered = (count: number) =>
  Array.from({ length: count }, (_, i) => `m${String(i).padStart(2, '0')}=v1`);

test('changes stand in hunks with three lines of context', () => {
  const before = numbered(20);
  const after = before.with(4, 'm04=v2').toSpliced(15, 1).concat('m99=v1');
  expect(unifiedDiff(before, after, NAMES)).toBe(`--- baseline
+++ now
@@ -2,7 +2,7 @@
 m01=v1
 m02=v1
 m03=v1
-m04=v1
+m04=v2
 m05=v1
 m06=v1
 m07=v1
@@ -13,8 +13,8 @@
 m12=v1
 m13=v1
 m14=v1
-m15=v1
 m16=v1
 m17=v1
 m18=v1
 m19=v1
+m99=v1
`);
});

test('equal lists have no diff, an empty side starts at 0', () => {
  expect(unifiedDiff(['a=1'], ['a=1'], NAMES)).toBe('');
  expect(unifiedDiff([], ['a=1'], NAMES)).toBe('--- baseline\n+++ now\n@@ -0,0 +1,1 @@\n+a=1\n');
  expect(unifiedDiff(['a=1'], [], NAMES)).toBe('--- baseline\n+++ now\n@@ -1,1 +0,0 @@\n-a=1\n');
});

test('patch turns one file into the other', () => {
  const dir = mkdtempSync(join(tmpdir(), 'godrift-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const file = join(dir, 'file');
  const facts = fc.dictionary(
    fc.string({ unit: fc.constantFrom('a', 'b', 'c', '.', '=', '\\'), minLength: 1, maxLength: 5 }),
    fc.constantFrom('1', '2', '3'),
    { minKeys: 1, maxKeys: 40 },
  );
  fc.assert(
    fc.property(
      facts,
      facts,
      fc.dictionary(
        fc.string({ minLength: 2, maxLength: 2 }).map((key) => `k${key.replaceAll('\0', '')}`),
        fc.constant('x'),
      ),
      (one, other, shared) => {
        const before = snapshotLines({ ...shared, ...one });
        const after = snapshotLines({ ...shared, ...other });
        const diff = unifiedDiff(before, after, NAMES);
        const asFile = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
        writeFileSync(file, asFile(before));
        if (diff !== '') execFileSync('patch', ['--quiet', '--fuzz=0', '--posix', file], { input: diff });
        expect(readFileSync(file, 'utf8')).toBe(asFile(after));
      },
    ),
    { numRuns: 60 },
  );
});
