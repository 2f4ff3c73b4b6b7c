import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A directory that goes with the test file. */
export function lastingDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'godrift-test-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
