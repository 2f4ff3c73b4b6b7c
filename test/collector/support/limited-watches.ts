// Run where the kernel watches 8 directories at most: prints what the watcher makes of it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createWatcher } from '../../../src/collector/watch/watcher.ts';

const root = mkdtempSync(join(tmpdir(), 'godrift-watches-'));
const warnings: string[] = [];
const watcher = createWatcher({ onDirty: () => {}, warn: (line) => warnings.push(line) });
const files = Array.from({ length: 20 }, (_, index) => join(root, String(index), 'go.mod'));
for (const file of files) {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '');
  watcher.add(file, { listing: false });
}
const last = files.at(-1) ?? '';
const coveredBefore = watcher.covers(last);
watcher.repair();
for (const file of files.slice(0, -1)) watcher.remove(file);
watcher.repair();
watcher.take();
const coveredAfter = watcher.covers(last);
writeFileSync(last, 'module a\n');
await sleep(50);
const dirty = watcher.take();
const told = dirty !== 'all' && dirty.has(last);
watcher.close();
rmSync(root, { recursive: true });
process.stdout.write(JSON.stringify({ warnings, coveredBefore, coveredAfter, told }));
