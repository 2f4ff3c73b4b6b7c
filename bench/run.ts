// Measures what the README claims, as medians and ratios of one run: `npm run bench`. The bundle must be built.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const cli = join(root, 'dist/godrift.cjs');
const dir = mkdtempSync(join(tmpdir(), 'godrift-bench-'));
const env = { ...process.env, GODRIFT_STATE_DIR: join(dir, 'state') };
const RUNS = 21;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function wallMs(command: string, args: readonly string[], cwd: string): number {
  const begin = performance.now();
  spawnSync(command, args, { cwd, env, stdio: 'ignore' });
  return performance.now() - begin;
}

/** Medians of both, run in turn. */
function pair(a: () => number, b: () => number): readonly [number, number, number] {
  const runs = Array.from({ length: RUNS }, () => [a(), b()] as const);
  return [
    median(runs.map(([one]) => one)),
    median(runs.map(([, other]) => other)),
    median(runs.map(([one, other]) => one / other)),
  ];
}

function say(name: string, text: string): void {
  process.stdout.write(`${name.padEnd(34)} ${text}\n`);
}

const project = join(dir, 'sample');
cpSync(join(root, 'test/fixtures/sample'), project, { recursive: true });
const start = () => wallMs(process.execPath, ['-e', '0'], project);
const check = () => wallMs(process.execPath, [cli, 'check'], project);
const forget = () => rmSync(join(dir, 'state', 'cache'), { recursive: true, force: true });
check();
await new Promise((resolve) => setTimeout(resolve, 100));
check();
const [warm, node, ratio] = pair(check, start);
say(
  'check, unchanged project',
  `${warm.toFixed(1)} ms, node -e 0 ${node.toFixed(1)} ms: ${ratio.toFixed(2)} × (target 1.6)`,
);
const list = () => wallMs('go', ['list', '-m', '-json', 'all'], project);
const coldCheck = () => {
  forget();
  return check();
};
const [cold, slowest] = pair(coldCheck, list);
const floor = node + 2 * slowest;
say(
  'check, cold',
  `${cold.toFixed(1)} ms, node -e 0 + 2 × go list ${floor.toFixed(1)} ms: ${(cold / floor).toFixed(2)} × (target 1)`,
);

const diff = spawnSync(process.execPath, [join(root, 'bench/diff.ts')], { encoding: 'utf8' });
process.stdout.write(diff.stdout);

const collector = spawn(process.execPath, [cli, 'collect', project, '--listen', '127.0.0.1:19464'], {
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
});
await new Promise<void>((resolve) => {
  collector.stdout.on('data', (chunk: Buffer) => {
    if (chunk.includes('metrics:')) resolve();
  });
});
const scrape = () =>
  new Promise<number>((resolve, reject) => {
    const begin = performance.now();
    get('http://127.0.0.1:19464/metrics', (response) => {
      response.resume();
      response.on('end', () => resolve(performance.now() - begin));
    }).on('error', reject);
  });
const scrapes: number[] = [];
for (let index = 0; index < 500; index++) scrapes.push(await scrape());
scrapes.sort((a, b) => a - b);
say('/metrics, 500 scrapes', `p50 ${scrapes[249]?.toFixed(2)} ms, p99 ${scrapes[494]?.toFixed(2)} ms`);
const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${collector.pid}/status`, 'utf8'))?.[1];
say('collect, resident memory', `${(Number(rss) / 1024).toFixed(0)} MiB (target 100 MB)`);
collector.kill();
rmSync(dir, { recursive: true, force: true });
