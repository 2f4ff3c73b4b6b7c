// One sweep over unchanged projects, and 100,000 collections on a clock of its own: `npm run bench -- collector-cycles`.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCollector } from '../src/collector/collector.ts';
import { unknownProject } from '../src/collector/unknown-project.ts';
import { createWatcher } from '../src/collector/watch/watcher.ts';
import { DIMENSION_IDS } from '../src/domain/dimension-id.ts';
import type { ProjectState } from '../src/domain/state.ts';
import { signatureOf, statInput } from '../src/host/inputs.ts';
import { createExposition } from '../src/telemetry/exposition.ts';

const INPUTS = 30;
const SHARED = 150;
const CYCLES = 100_000;
const dir = mkdtempSync(join(tmpdir(), 'godrift-bench-'));

function say(name: string, text: string): void {
  process.stdout.write(`${name.padEnd(44)} ${text}\n`);
}

/** Projects with as many inputs as the sample's, most of them shared or absent, and a look that costs nothing. */
async function collectorOf(count: number, nowMs?: () => number) {
  const root = join(dir, String(count));
  const targets = Array.from({ length: count }, (_, index) => ({
    dir: join(root, `p${index}`),
    name: null,
    envFile: null,
  }));
  for (const target of targets) {
    mkdirSync(target.dir, { recursive: true });
    writeFileSync(join(target.dir, 'go.mod'), `module example.com/${target.dir}\n`);
  }
  const watcher = createWatcher({ onDirty: () => {}, warn: () => {} });
  const collector = await createCollector({
    stateDir: join(dir, 'state'),
    dimensions: DIMENSION_IDS,
    build: { version: '', revision: '', node: '' },
    watcher,
    look: async (target) => {
      const state: ProjectState = unknownProject(
        new Error('none'),
        target.dir,
        target.dir,
        DIMENSION_IDS,
        null,
      );
      const dimensions = state.dimensions.map((one) => ({ ...one, state: 'in_sync' as const, reason: null }));
      const paths = [
        join(target.dir, 'go.mod'),
        ...Array.from({ length: INPUTS }, (_, index) => join(target.dir, `absent${index}`)),
        ...Array.from({ length: SHARED }, (_, index) => join('/usr/bin', `absent${index}`)),
      ];
      const inputs = Object.fromEntries(paths.map((path) => [path, signatureOf(statInput(path))]));
      return { state: { ...state, dimensions }, inputs, kept: false, driftSpans: {} };
    },
    alsoInputs: () => [],
    onState: () => {},
    onProblem: () => {},
    warn: () => {},
    ...(nowMs === undefined ? {} : { nowMs }),
  });
  collector.setTargets(targets);
  await (await collector.sweep('all')).collected;
  return { collector, watcher };
}

try {
  const perProject: number[] = [];
  for (const count of [250, 500, 1_000, 2_000]) {
    const { collector, watcher } = await collectorOf(count);
    await collector.sweep('all');
    const times: number[] = [];
    for (let run = 0; run < 11; run++) {
      const begin = performance.now();
      await collector.sweep('all');
      times.push(performance.now() - begin);
    }
    watcher.close();
    const median = times.toSorted((a, b) => a - b)[5] ?? Number.NaN;
    perProject.push(median / count);
    say(`sweep over ${count} unchanged projects`, `${(median / count).toFixed(3)} ms a project (target 1)`);
  }
  const [least = Number.NaN] = perProject;
  say(
    '  from 250 to 2,000, a project',
    `${((perProject.at(-1) ?? Number.NaN) / least).toFixed(2)} × (1 is linear)`,
  );

  let nowMs = 0;
  const projects = 20;
  const { collector, watcher } = await collectorOf(projects, () => nowMs);
  const render = createExposition();
  const cycle = async () => {
    nowMs += 301_000;
    await (await collector.sweep('all')).collected;
    await render(collector.parts());
  };
  const heap = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  };
  for (let done = 0; done < CYCLES / 10; done += projects) await cycle();
  const before = heap();
  for (let done = 0; done < CYCLES; done += projects) await cycle();
  say(
    'heap after 100,000 collections',
    `${((heap() / before - 1) * 100).toFixed(1)} % more (target 5 %)${globalThis.gc === undefined ? ', without --expose-gc' : ''}`,
  );
  watcher.close();
} finally {
  rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
