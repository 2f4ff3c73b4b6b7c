// `npm run stack`: the whole stack from real binaries, watching projects that drift, deploy and are put back. Ctrl-C ends it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startReceivers } from '../../test/e2e/support/receivers.ts';
import { freePort, type Running, startServerProcess } from './processes.ts';
import { createProject, goEnvironment, type LivingProject } from './projects.ts';
import { startStack } from './stack.ts';

const cli = join(import.meta.dirname, '../../src/main.ts');
const CYCLE_MS = 60_000;

const dir = mkdtempSync(join(tmpdir(), 'godrift-stack-'));
const ended = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ended.abort());

const hosts = ['host-a', 'host-b'].map((name) => ({
  name,
  env: goEnvironment(join(dir, name, 'state')),
}));
const receivers = await startReceivers();
const ports = [await freePort(9464), await freePort(9465)];
const stack = await startStack({
  dir: join(dir, 'stack'),
  scrape: ports.map((port) => `127.0.0.1:${port}`),
  receivers: receivers.urls,
  interval: '2s',
  groupWait: '1s',
  usualPorts: true,
});
const collectors: Running[] = [];
try {
  const projects: LivingProject[] = [];
  for (const [index, { name, env }] of hosts.entries()) {
    const own = ['shop', 'billing', 'ci-nightly-test'].map((project) =>
      createProject(join(dir, name, project), project, env),
    );
    projects.push(...own);
    collectors.push(
      await startServerProcess({
        name,
        file: process.execPath,
        args: [
          cli,
          'collect',
          ...own.map((one) => one.dir),
          '--listen',
          `127.0.0.1:${ports[index]}`,
          '--interval',
          '1s',
        ],
        env: {
          ...env,
          OTEL_EXPORTER_OTLP_ENDPOINT: stack.urls.otlp,
          // Prometheus scrapes: sent as well, every series would be there twice.
          OTEL_METRICS_EXPORTER: 'none',
          OTEL_BSP_SCHEDULE_DELAY: '1000',
        },
        dir: join(dir, 'stack'),
        url: `http://127.0.0.1:${ports[index]}`,
        readyPath: '/metrics',
      }),
    );
  }
  for (const [what, url] of Object.entries({
    'godrift (host-a)': `${collectors[0]?.url}/metrics`,
    'godrift (host-b)': `${collectors[1]?.url}/metrics`,
    Prometheus: stack.urls.prometheus,
    Alertmanager: stack.urls.alertmanager,
    'Jaeger (API)': `${stack.urls.jaeger}/api/services`,
    'OTLP over HTTP': stack.urls.otlp,
    logs: join(dir, 'stack'),
  }))
    process.stdout.write(`${what.padEnd(18)} ${url}\n`);
  process.stdout.write(
    'shop drifts on host-a, is deployed, and is put back, again and again. Ctrl-C ends it.\n',
  );
  let heard = 0;
  for (let cycle = 1; !ended.signal.aborted; cycle++) {
    const [shop] = projects;
    if (cycle % 3 === 1) await shop?.deploy(`d${cycle}`);
    if (cycle % 3 === 2) shop?.drift();
    if (cycle % 3 === 0) shop?.restore();
    projects[2]?.[cycle % 2 === 0 ? 'restore' : 'drift']();
    await sleep(CYCLE_MS, undefined, { signal: ended.signal }).catch(() => {});
    for (const one of receivers.received.slice(heard))
      process.stdout.write(`${one.channel}: ${one.text.slice(0, 200).replaceAll('\n', ' ')}\n`);
    heard = receivers.received.length;
  }
} finally {
  for (const collector of collectors) await collector.stop();
  await stack.stop();
  await receivers.close();
  rmSync(dir, { recursive: true, force: true });
}
