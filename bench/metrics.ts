// The latency of /metrics with 1,000 samples against Debian's node_exporter, scraped in turn: `npm run bench -- metrics`.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../scripts/stack/processes.ts';
import { stop } from './support/stop.ts';

const [PORT, EXPORTER] = [await freePort(), await freePort()];
const root = join(import.meta.dirname, '..');
const cli = join(root, 'dist/godrift.cjs');
const dir = mkdtempSync(join(tmpdir(), 'godrift-bench-'));
const SCRAPES = 500;
const WARM_UP = 20;
/** Prometheus keeps its connections too. */
const agent = new Agent({ keepAlive: true });
/** The sample has about 130 samples. */
const PROJECTS = 8;

/** Unpacked, not installed. */
function nodeExporter(): string {
  execFileSync('apt-get', ['download', '-q', 'prometheus-node-exporter'], { cwd: dir, stdio: 'ignore' });
  const deb = readdirSync(dir).find((name) => name.endsWith('.deb')) ?? '';
  execFileSync('dpkg', ['-x', deb, 'node_exporter'], { cwd: dir });
  return join(dir, 'node_exporter/usr/bin/prometheus-node-exporter');
}

function scrape(port: number): Promise<{ readonly ms: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    get({ port, host: '127.0.0.1', path: '/metrics', agent }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on('end', () => resolve({ ms: performance.now() - begin, text }));
    }).on('error', reject);
  });
}

async function untilServed(port: number, atLeast: number): Promise<number> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const text = await scrape(port).then(
      (answer) => answer.text,
      () => '',
    );
    const samples = text.split('\n').filter((line) => /^\w/.test(line)).length;
    if (samples >= atLeast) return samples;
    await sleep(100);
  }
  throw new Error(`nothing is served on port ${port}`);
}

const projects = Array.from({ length: PROJECTS }, (_, index) => {
  const project = join(dir, `sample${index}`);
  cpSync(join(root, 'test/fixtures/sample'), project, { recursive: true });
  const config = join(project, 'godrift.yaml');
  writeFileSync(config, readFileSync(config, 'utf8').replace('project: sample', `project: sample${index}`));
  return project;
});
const started: ChildProcess[] = [];
try {
  const env = { ...process.env, GODRIFT_STATE_DIR: join(dir, 'state') };
  started.push(
    spawn(process.execPath, [cli, 'collect', ...projects, '--listen', `127.0.0.1:${PORT}`], {
      env,
      stdio: 'ignore',
    }),
    spawn(nodeExporter(), [`--web.listen-address=127.0.0.1:${EXPORTER}`], { stdio: 'ignore' }),
  );
  const samples = [await untilServed(PORT, 1_000), await untilServed(EXPORTER, 1)];
  const times: [number[], number[]] = [[], []];
  for (let index = 0; index < WARM_UP + SCRAPES; index++)
    for (const [which, port] of [PORT, EXPORTER].entries()) {
      const { ms } = await scrape(port);
      if (index >= WARM_UP) times[which]?.push(ms);
    }
  const quantile = (values: readonly number[], q: number) =>
    values.toSorted((a, b) => a - b)[Math.ceil(q * values.length) - 1] ?? Number.NaN;
  const [own, other] = times.map((values) => ({ p50: quantile(values, 0.5), p99: quantile(values, 0.99) }));
  if (own === undefined || other === undefined) throw new Error('nothing was measured');
  for (const [name, { p50, p99 }, count] of [
    ['/metrics of godrift', own, samples[0]],
    ['/metrics of node_exporter', other, samples[1]],
  ] as const)
    process.stdout.write(
      `${name.padEnd(34)} ${count} samples: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms\n`,
    );
  process.stdout.write(`${'ratio of p99'.padEnd(34)} ${(own.p99 / other.p99).toFixed(2)} (target 0.2)\n`);
} finally {
  agent.destroy();
  await Promise.all(started.map(stop));
  rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
