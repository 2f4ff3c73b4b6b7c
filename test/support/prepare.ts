import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
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
    for (const GOTOOLCHAIN of versions)
      execFileSync('go', ['version'], { cwd: tmpdir(), env: { ...process.env, GOTOOLCHAIN } });
  }, BUILD_TIMEOUT_MS);
}
