import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lastingDirectory } from './lasting-directory.ts';

/** Makes directories that go with the test file: concurrent tests cannot clean up one by one. */
export function fileDirectories(): (files?: Readonly<Record<string, string>>) => string {
  const root = lastingDirectory();
  return (files = {}) => {
    const dir = mkdtempSync(join(root, 'p-'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), text);
    }
    return dir;
  };
}
