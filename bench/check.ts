// `check` against `node -e 0` and `go list`, and what `collect` holds in memory: `npm run bench -- check`. The bundle must be built.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../scripts/stack/processes.ts';
import { stop } from './support/stop.ts';

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
  const { stderr, status } = spawnSync(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const took = performance.now() - begin;
  // The sample has drifted: 1 is its answer.
  if (status !== 0 && status !== 1) throw new Error(`${command} ${args.join(' ')}: ${status}\n${stderr}`);
  return took;
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

/** The module of Prometheus 3.16 as the module proxy has it, without the go.work that it ships. */
function prometheus(): string {
  const query = ['mod', 'download', '-json', 'github.com/prometheus/prometheus@v0.316.0'];
  const source = JSON.parse(execFileSync('go', query, { encoding: 'utf8', cwd: dir })).Dir as string;
  const copy = join(dir, 'prometheus');
  cpSync(source, copy, { recursive: true });
  spawnSync('chmod', ['-R', 'u+w', copy]);
  for (const name of ['go.work', 'go.work.sum']) rmSync(join(copy, name), { force: true });
  execFileSync('go', ['list', '-m', 'all'], { cwd: copy, stdio: 'ignore' });
  return copy;
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
// Against the slowest `go` command that it needs.
for (const [name, cwd] of [
  ['the sample', project],
  ['Prometheus', prometheus()],
] as const) {
  const coldCheck = () => {
    forget();
    return wallMs(process.execPath, [cli, 'check'], cwd);
  };
  const [cold, slowest] = pair(coldCheck, () => wallMs('go', ['list', '-m', '-json', 'all'], cwd));
  const floor = node + 2 * slowest;
  say(
    `check, cold, ${name}`,
    `${cold.toFixed(1)} ms, node -e 0 + 2 × go list ${floor.toFixed(1)} ms: ${(cold / floor).toFixed(2)} × (target 1)`,
  );
}

const collector = spawn(
  process.execPath,
  [cli, 'collect', project, '--listen', `127.0.0.1:${await freePort()}`],
  {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
await new Promise<void>((resolve) => {
  collector.stdout.on('data', (chunk: Buffer) => {
    if (chunk.includes('metrics:')) resolve();
  });
});
const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${collector.pid}/status`, 'utf8'))?.[1];
say('collect, resident memory', `${(Number(rss) / 1024).toFixed(0)} MiB (target 100 MB)`);
await stop(collector);
rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
