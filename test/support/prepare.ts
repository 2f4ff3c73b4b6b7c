import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll } from 'vitest';
import { type StackBinary, stackBinary } from '../../scripts/stack/build.ts';

const BUILD_TIMEOUT_MS = 2_400_000;

/** Builds these servers before a test's time begins to run: minutes, on a machine that has none yet. */
export function prepareServers(...names: readonly StackBinary[]): void {
  beforeAll(() => void names.map(stackBinary), BUILD_TIMEOUT_MS);
}

/** Downloads these toolchains by the module proxy before the tests that run offline. */
export function prepareToolchains(...versions: readonly string[]): void {
  beforeAll(() => {
    const HOME = mkdtempSync(join(tmpdir(), 'godrift-test-'));
    const GOMODCACHE = execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim();
    // A home of its own, as the tests' environments have: what Go needs of the checksum database hangs on what it has there.
    for (const GOTOOLCHAIN of versions)
      execFileSync('go', ['version'], { cwd: HOME, env: { ...process.env, HOME, GOMODCACHE, GOTOOLCHAIN } });
    // A child of Go's, for its telemetry, may still write there.
    rmSync(HOME, { recursive: true, force: true, maxRetries: 10 });
  }, BUILD_TIMEOUT_MS);
}
