// The collector at work and at rest, with 20 and with 1,000 projects: `npm run bench -- collector [--short]`. The bundle must be built.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { freePort } from '../scripts/stack/processes.ts';
import { stop } from './support/stop.ts';

const [PORT, EXPORTER] = [await freePort(), await freePort()];
const root = join(import.meta.dirname, '..');
const cli = join(root, 'dist/godrift.cjs');
// Not in /tmp: what others do there is not idle.
const dir = mkdtempSync(join('/var/tmp', 'godrift-bench-'));
const CHANGES = 200;
const IDLE_MS = 60_000;
const TICKS_PER_S = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
const agent = new Agent({ keepAlive: true });
const children: ChildProcess[] = [];

function say(name: string, text: string): void {
  process.stdout.write(`${name.padEnd(44)} ${text}\n`);
}

function quantile(values: readonly number[], q: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(q * values.length) - 1] ?? Number.NaN;
}

function scrape(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get(
      { port, host: '127.0.0.1', path: '/metrics', agent, headers: { 'accept-encoding': 'gzip' } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => void chunks.push(chunk));
        response.on('end', () => {
          const body = Buffer.concat(chunks);
          resolve((response.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString());
        });
      },
    ).on('error', reject);
  });
}

async function until(port: number, wanted: (text: string) => boolean, pauseMs: number): Promise<void> {
  for (const endMs = performance.now() + 600_000; performance.now() < endMs; ) {
    const text = await scrape(port).catch(() => '');
    if (wanted(text)) return;
    if (pauseMs > 0) await sleep(pauseMs);
  }
  throw new Error(`port ${port} never served what was waited for`);
}

/** Copies of the sample under one root. */
function samples(name: string, count: number): string {
  const under = join(dir, name);
  for (let index = 0; index < count; index++) {
    const project = join(under, `p${index}`);
    cpSync(join(root, 'test/fixtures/sample'), project, { recursive: true });
    rmSync(join(project, 'greet/go.mod'));
    writeFileSync(join(project, 'go.mod'), `module example.com/${name}/p${index}\n\ngo 1.20\n`);
    const config = join(project, 'godrift.yaml');
    writeFileSync(
      config,
      readFileSync(config, 'utf8').replace('project: sample', `project: ${name}${index}`),
    );
  }
  writeFileSync(join(dir, `${name}.yaml`), `roots: [${name}]\n`);
  return under;
}

interface Running {
  readonly child: ChildProcess;
  readonly log: string[];
}

function start(command: string, args: readonly string[]): Running {
  const log: string[] = [];
  const env = { ...process.env, GODRIFT_STATE_DIR: join(dir, 'state') };
  const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr?.on('data', (chunk: Buffer) => void log.push(chunk.toString()));
  children.push(child);
  return { child, log };
}

function collector(name: string, port: number): Running {
  const config = join(dir, `${name}.yaml`);
  return start(process.execPath, [
    cli,
    '--log-level',
    'info',
    '--config',
    config,
    'collect',
    '--listen',
    `127.0.0.1:${port}`,
  ]);
}

/** Unpacked, not installed. */
function nodeExporter(): string {
  execFileSync('apt-get', ['download', '-q', 'prometheus-node-exporter'], { cwd: dir, stdio: 'ignore' });
  const deb = readdirSync(dir).find((name) => name.endsWith('.deb')) ?? '';
  execFileSync('dpkg', ['-x', deb, 'node_exporter'], { cwd: dir });
  return join(dir, 'node_exporter/usr/bin/prometheus-node-exporter');
}

function rssMiB({ child }: Running): number {
  const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
  return Number(kib) / 1024;
}

/** Of the process alone and, with children, of those that have ended too. */
function cpuMs({ child }: Running, { children: withChildren = false } = {}): number {
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
  return ((user + system + (withChildren ? childUser + childSystem : 0)) * 1_000) / TICKS_PER_S;
}

async function served(port: number, count: number): Promise<void> {
  const taken = /^godrift_snapshot_timestamp_seconds/gm;
  await until(port, (text) => (text.match(taken)?.length ?? 0) >= count, 250);
}

/** From a file that is replaced to the value that is served, with and without the time that the look took. */
async function changeToServed(running: Running, port: number, under: string): Promise<void> {
  const file = join(under, 'p7/.go-version');
  const times: number[] = [];
  const own: number[] = [];
  for (let change = 0; change < CHANGES; change++) {
    await sleep(60 + (change % 7) * 10);
    const version = `1.20.${change}`;
    running.log.length = 0;
    writeFileSync(`${file}.new`, `${version}\n`);
    renameSync(`${file}.new`, file);
    const begin = performance.now();
    await until(port, (text) => text.includes(`source=".go-version",version="${version}"`), 2);
    const took = performance.now() - begin;
    await sleep(10);
    const look = Number(/"durationMs":([\d.]+)/.exec(running.log.join(''))?.[1]);
    times.push(took);
    own.push(took - look);
  }
  const show = (values: readonly number[]) =>
    `p50 ${quantile(values, 0.5).toFixed(1)} ms, p99 ${quantile(values, 0.99).toFixed(1)} ms`;
  say(
    'change on disk to value served, 20 projects',
    `${show(times)}; above the look itself ${show(own)} (targets 30, 100)`,
  );
}

try {
  const twenty = samples('twenty', 20);
  const few = collector('twenty', PORT);
  const exporter = start(nodeExporter(), [`--web.listen-address=127.0.0.1:${EXPORTER}`]);
  await served(PORT, 20);
  await until(EXPORTER, (text) => text !== '', 100);
  await sleep(2_000);
  const [before, exporterBefore] = [cpuMs(few), cpuMs(exporter)];
  await sleep(IDLE_MS);
  const percent = (ms: number) => `${((100 * ms) / IDLE_MS).toFixed(3)} %`;
  say(
    'idle CPU over 60 s, 20 projects',
    `${percent(cpuMs(few) - before)} (target 0.2 %), node_exporter ${percent(cpuMs(exporter) - exporterBefore)}`,
  );
  say(
    'resident memory, 20 projects',
    `${rssMiB(few).toFixed(0)} MiB (target 100 MB), node_exporter ${rssMiB(exporter).toFixed(0)} MiB`,
  );
  await changeToServed(few, PORT, twenty);
  say('resident memory after 200 changes', `${rssMiB(few).toFixed(0)} MiB`);
  await stop(few.child);
  if (!process.argv.includes('--short')) {
    samples('thousand', 1_000);
    const begin = performance.now();
    const many = collector('thousand', PORT);
    await served(PORT, 1_000);
    say('first look at 1,000 projects', `${((performance.now() - begin) / 1_000).toFixed(0)} s`);
    await sleep(15_000);
    say('resident memory, 1,000 projects', `${rssMiB(many).toFixed(0)} MiB (target 160 MB)`);
    await stop(many.child);
  }
} finally {
  agent.destroy();
  await Promise.all(children.map(stop));
  rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
