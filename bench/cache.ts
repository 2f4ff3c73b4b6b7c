// What `cache rotate` does (read, plan, new directory, atomic writes) against `go clean -cache` of 10,000 entries: `npm run bench -- cache`.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGeneration } from '../src/rollback/cache/create-generation.ts';
import { cacheRootOf } from '../src/rollback/cache/generation.ts';
import { planRotate } from '../src/rollback/cache/plan-rotate.ts';
import { readGenerations } from '../src/rollback/cache/read-generations.ts';
import { applyStep } from '../src/rollback/step.ts';

const ENTRIES = 10_000;
// The mean of the standard library's.
const OUTPUT_BYTES = 131_072;
const ACTION_BYTES = 175;
const ROTATES = 7;
const RUNS = 3;
const home = mkdtempSync(join(tmpdir(), 'godrift-cache-bench-'));
const goCache = join(home, '.cache/go-build');
const env = { PATH: process.env.PATH ?? '', HOME: home, GOTOOLCHAIN: 'local' };

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function fill(): void {
  const output = Buffer.alloc(OUTPUT_BYTES, 'godrift');
  for (let sub = 0; sub < 256; sub += 1)
    mkdirSync(join(goCache, sub.toString(16).padStart(2, '0')), { recursive: true });
  for (let entry = 0; entry < ENTRIES; entry += 1) {
    const id = createHash('sha256').update(String(entry)).digest('hex');
    writeFileSync(join(goCache, id.slice(0, 2), `${id}-a`), output.subarray(0, ACTION_BYTES));
    writeFileSync(join(goCache, id.slice(0, 2), `${id}-d`), output);
  }
}

async function rotate(): Promise<number> {
  const begin = performance.now();
  const cacheRoot = cacheRootOf(env, home);
  const state = await readGenerations({
    env,
    home,
    platform: process.platform,
    cacheRoot,
    onDamaged: console.error,
  });
  const plan = planRotate(state, Date.now(), { version: 'go1.26.8', goos: 'linux', goarch: 'amd64' });
  createGeneration(plan.generation);
  for (const step of plan.steps) await applyStep(step);
  return performance.now() - begin;
}

const cleans: number[] = [];
const rotates: number[] = [];
for (let run = 0; run < RUNS; run += 1) {
  fill();
  for (let n = 0; n < ROTATES; n += 1) rotates.push(await rotate());
  const begin = performance.now();
  execFileSync('go', ['clean', '-cache'], { env: { ...env, GOCACHE: goCache } });
  cleans.push(performance.now() - begin);
}
rmSync(home, { recursive: true });
const [clean, switched] = [median(cleans), median(rotates)];
process.stdout.write(
  `${'cache rotate'.padEnd(34)} ${switched.toFixed(1)} ms, go clean -cache of ${ENTRIES} entries ${clean.toFixed(0)} ms: 1/${(clean / switched).toFixed(0)} (target 1/100)\n`,
);
