// `npm run stack`: the whole stack from real binaries, watching projects that drift, deploy and are put back. Ctrl-C ends it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { startReceivers } from '../../test/e2e/support/receivers.ts';
import { freePort, type Running, startServerProcess } from './processes.ts';
import { createProject, goEnvironment, type LivingProject, localGoVersion } from './projects.ts';
import { startStack } from './stack.ts';

const cli = join(import.meta.dirname, '../../src/main.ts');
const CYCLE_MS = 60_000;

const dir = mkdtempSync(join(tmpdir(), 'godrift-stack-'));
const ended = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ended.abort());

const hosts = ['host-a', 'host-b'].map((name) => {
  mkdirSync(join(dir, name));
  // What a rollback of the SDK writes.
  const GOENV = join(dir, name, 'go.env');
  writeFileSync(GOENV, 'GOTOOLCHAIN=local\n');
  return { name, env: { ...goEnvironment(join(dir, name, 'state')), GOENV, GOTOOLCHAIN: '' } };
});
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
        env: traced(env),
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
    'On host-a billing drifts and is put back; shop is deployed, drifts within its grace and is rolled back. Ctrl-C ends it.\n',
  );
  const [shop, billing, rehearsal] = projects;
  let heard = 0;
  for (let cycle = 0; !ended.signal.aborted; cycle++) {
    if (cycle % 3 === 0) await shop?.deploy(`d${cycle}`);
    if (cycle % 3 === 1) shop?.drift();
    if (cycle % 3 === 2) {
      shop?.restore();
      await rollBack(shop?.dir ?? dir);
    }
    billing?.[cycle % 3 === 2 ? 'restore' : 'drift']();
    rehearsal?.[cycle % 2 === 0 ? 'drift' : 'restore']();
    for (const next = Date.now() + CYCLE_MS; Date.now() < next && !ended.signal.aborted; ) {
      await sleep(1_000, undefined, { signal: ended.signal }).catch(() => {});
      for (const one of receivers.received.slice(heard))
        process.stdout.write(`${one.channel}: ${one.text.slice(0, 200).replaceAll('\n', ' ')}\n`);
      heard = receivers.received.length;
    }
  }
} finally {
  for (const collector of collectors) await collector.stop();
  await stack.stop();
  await receivers.close();
  rmSync(dir, { recursive: true, force: true });
}

/** Traces to the stack. Prometheus scrapes: sent as well, every series would be there twice. */
function traced(env: Readonly<Record<string, string>>): Record<string, string> {
  return {
    ...env,
    OTEL_EXPORTER_OTLP_ENDPOINT: stack.urls.otlp,
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_BSP_SCHEDULE_DELAY: '1000',
  };
}

async function rollBack(cwd: string): Promise<void> {
  const args = ['rollback', 'sdk', '--to', localGoVersion(), '--scope', 'user', '--reason', 'drift'];
  const env = traced(hosts[0]?.env ?? {});
  const done = await execa(process.execPath, [cli, ...args], { cwd, env, extendEnv: false, reject: false });
  if (done.exitCode !== 0) process.stderr.write(`rollback: ${done.stderr}\n`);
}
