import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stackBinary } from '../../scripts/stack/build.ts';
import { freePort, type Running, startServerProcess } from '../../scripts/stack/processes.ts';
import { createProject, goEnvironment } from '../../scripts/stack/projects.ts';
import { createAuthority, createCertificate } from '../support/certificates.ts';
import { until } from './support/lab.ts';

const root = join(import.meta.dirname, '../..');
const dir = mkdtempSync(join(tmpdir(), 'godrift-e2e-'));
const servers: Running[] = [];
let prometheus = '';

async function start(options: Parameters<typeof startServerProcess>[0]): Promise<string> {
  const server = await startServerProcess(options);
  servers.push(server);
  return server.url;
}

beforeAll(async () => {
  createAuthority(dir);
  for (const name of ['gateway', 'host']) createCertificate(dir, name, 'DNS:localhost,IP:127.0.0.1');
  const config = join(dir, 'prometheus.yml');
  writeFileSync(config, 'storage:\n  tsdb:\n    out_of_order_time_window: 10m\n');
  const [back, http, grpc, health, own] = await Promise.all([0, 0, 0, 0, 0].map(() => freePort()));
  prometheus = await start({
    name: 'prometheus',
    file: stackBinary('prometheus'),
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${back}`,
      '--web.enable-remote-write-receiver',
    ],
    dir,
    url: `http://127.0.0.1:${back}`,
    readyPath: '/-/ready',
  });
  const gateway = await start({
    name: 'gateway',
    file: stackBinary('otelcol'),
    args: ['--config', join(root, 'deploy/gateway/otel-collector-gateway.yaml')],
    env: {
      OTLP_GRPC_ENDPOINT: `127.0.0.1:${grpc}`,
      OTLP_HTTP_ENDPOINT: `127.0.0.1:${http}`,
      HEALTH_ENDPOINT: `127.0.0.1:${health}`,
      TLS_CERT_FILE: join(dir, 'gateway.pem'),
      TLS_KEY_FILE: join(dir, 'gateway.key'),
      TLS_CLIENT_CA_FILE: join(dir, 'ca.pem'),
      REMOTE_WRITE_URL: `${prometheus}/api/v1/write`,
      TRACES_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      CLUSTER: 'eu-1',
    },
    dir,
    url: `https://127.0.0.1:${http}`,
    readyUrl: `http://127.0.0.1:${health}`,
    readyPath: '/',
  });
  const env = goEnvironment(join(dir, 'state'));
  const project = createProject(join(dir, 'shop'), 'shop', env);
  project.drift();
  await start({
    name: 'godrift',
    file: process.execPath,
    args: [join(root, 'src/main.ts'), 'collect', project.dir, '--listen', `127.0.0.1:${own}`],
    env: {
      ...env,
      OTEL_EXPORTER_OTLP_ENDPOINT: gateway,
      OTEL_EXPORTER_OTLP_CERTIFICATE: join(dir, 'ca.pem'),
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: join(dir, 'host.pem'),
      OTEL_EXPORTER_OTLP_CLIENT_KEY: join(dir, 'host.key'),
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
      OTEL_METRIC_EXPORT_TIMEOUT: '900',
      OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=build-1',
    },
    dir,
    url: `http://127.0.0.1:${own}`,
    readyPath: '/metrics',
  });
});

afterAll(async () => {
  for (const server of servers.toReversed()) await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

interface Series {
  readonly metric: Readonly<Record<string, string>>;
}

async function series(match: string): Promise<readonly Series['metric'][]> {
  const answer = await fetch(`${prometheus}/api/v1/series?match[]=${encodeURIComponent(match)}`);
  return ((await answer.json()) as { data: readonly Series['metric'][] }).data;
}

test('what a host pushes arrives by remote write as what it serves: the same series, job and labels', async () => {
  await until('the state', () => series('godrift_drift_state{project="shop",state="drifted"}'));
  const written = (await series('{job="godrift"}')).map(({ job, instance, cluster, ...labels }) => {
    expect({ job, instance, cluster }).toEqual({ job: 'godrift', instance: 'build-1', cluster: 'eu-1' });
    return JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
  const text = await (await fetch(`${servers.at(-1)?.url}/metrics`)).text();
  const served = text
    .split('\n')
    .filter((line) => /^godrift_\w+\{/.test(line))
    .map((line) => {
      const [, name = '', labels = ''] = /^(\w+)\{(.*)\} /.exec(line) ?? [];
      const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]);
      return JSON.stringify(
        [['__name__', name], ...pairs].toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
      );
    });
  expect(served.length).toBeGreaterThan(50);
  expect(served.filter((one) => !written.includes(one))).toEqual([]);
});

test('a host without a certificate of the fleet’s authority is turned away', async () => {
  const url = `${servers[1]?.url}/v1/metrics`;
  await expect(fetch(url, { method: 'POST', body: '{}' })).rejects.toThrow();
});
