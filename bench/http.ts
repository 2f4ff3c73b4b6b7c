// The latency of /metrics for 200 concurrent scrapers while 64 slow clients hold connections: `npm run bench -- http`.
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../scripts/stack/processes.ts';
import { stop } from './support/stop.ts';

const root = join(import.meta.dirname, '..');
const dir = mkdtempSync(join(tmpdir(), 'godrift-bench-'));
const PORT = await freePort();
const SCRAPERS = 200;
const SLOW = 64;
/** The sample has about 130 samples. */
const PROJECTS = 8;
const SECONDS = 10;
/** How often each scraper asks: Prometheus spreads its targets over the interval, too. */
const INTERVAL_MS = 1_000;

/** What Prometheus 3 sends. */
const PROMETHEUS = {
  Accept:
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,' +
    'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
  'Accept-Encoding': 'gzip',
};

function scrape(agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    get({ port: PORT, host: '127.0.0.1', path: '/metrics', agent, headers: PROMETHEUS }, (response) => {
      response.resume();
      response.on('end', () =>
        response.statusCode === 200
          ? resolve(performance.now() - begin)
          : reject(new Error(`HTTP ${response.statusCode}`)),
      );
    }).on('error', reject);
  });
}

/** Sends a header by the byte; the server lets it go after 5 s, and it comes back. */
function slowLoris(): { readonly stop: () => void } {
  let socket: Socket;
  let stopped = false;
  const begin = () => {
    socket = connect(PORT, '127.0.0.1');
    socket.on('error', () => {});
    socket.on('close', () => {
      if (!stopped) begin();
    });
    socket.write('GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
  };
  begin();
  const timer = setInterval(() => socket.write('x'), 200);
  return {
    stop: () => {
      stopped = true;
      clearInterval(timer);
      socket.destroy();
    },
  };
}

async function untilServed(): Promise<void> {
  const agent = new Agent();
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await scrape(agent).then(Boolean, () => false)) return;
    await sleep(100);
  }
  throw new Error('nothing is served');
}

/** Every scraper on a connection of its own, each interval, one after the other within it. */
async function measure(): Promise<readonly number[]> {
  const times: number[] = [];
  const scrapers = Array.from({ length: SCRAPERS }, async (_, index) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await sleep((INTERVAL_MS * index) / SCRAPERS);
    for (let round = 0; round < SECONDS; round++) {
      const begin = performance.now();
      times.push(await scrape(agent));
      await sleep(Math.max(0, INTERVAL_MS - (performance.now() - begin)));
    }
    agent.destroy();
  });
  await Promise.all(scrapers);
  return times;
}

/** All at the same instant: what the last of them waits. */
async function burst(): Promise<readonly number[]> {
  const agents = Array.from({ length: SCRAPERS }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  await Promise.all(agents.map(scrape));
  const times: number[] = [];
  for (let round = 0; round < 20; round++) times.push(...(await Promise.all(agents.map(scrape))));
  for (const agent of agents) agent.destroy();
  return times;
}

const quantile = (values: readonly number[], q: number) =>
  values.toSorted((a, b) => a - b)[Math.ceil(q * values.length) - 1] ?? Number.NaN;
const figures = (times: readonly number[]) =>
  `${times.length} scrapes: p50 ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms`;
const say = (name: string, text: string) => process.stdout.write(`${name.padEnd(34)} ${text}\n`);

const projects = Array.from({ length: PROJECTS }, (_, index) => {
  const project = join(dir, `sample${index}`);
  cpSync(join(root, 'test/fixtures/sample'), project, { recursive: true });
  const config = join(project, 'godrift.yaml');
  writeFileSync(config, readFileSync(config, 'utf8').replace('project: sample', `project: sample${index}`));
  return project;
});
let collector: ChildProcess | undefined;
const slow: { readonly stop: () => void }[] = [];
try {
  collector = spawn(
    process.execPath,
    [join(root, 'dist/godrift.cjs'), 'collect', ...projects, '--listen', `127.0.0.1:${PORT}`],
    { env: { ...process.env, GODRIFT_STATE_DIR: join(dir, 'state') }, stdio: 'ignore' },
  );
  await untilServed();
  const alone = await measure();
  for (let index = 0; index < SLOW; index++) slow.push(slowLoris());
  const besieged = await measure();
  say('200 scrapers', figures(alone));
  say('200 scrapers, 64 slow clients', `${figures(besieged)} (target p99 50 ms)`);
  say('ratio of p99', `${(quantile(besieged, 0.99) / quantile(alone, 0.99)).toFixed(2)}`);
  say('all 200 at one instant, the same', figures(await burst()));
} finally {
  for (const one of slow) one.stop();
  if (collector !== undefined) await stop(collector);
  rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
