import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { stackBinary } from '../../scripts/stack/build.ts';
import { prepareServers } from '../support/prepare.ts';

prepareServers('compose-check');

const deploy = join(import.meta.dirname, '../../deploy');
const file = join(deploy, 'compose.yaml');

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly healthcheck?: object;
}

const { services, configs } = parse(readFileSync(file, 'utf8'), { merge: true }) as {
  services: Readonly<Record<string, Service>>;
  configs: { prometheus: { content: string } };
};

test('Docker Compose takes it', async () => {
  const { exitCode, stderr } = await execa(stackBinary('compose-check'), [file], { reject: false });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

test('images are pinned, ports are bound to loopback, and what can be checked is', () => {
  expect(Object.fromEntries(Object.entries(services).map(([name, { image }]) => [name, image]))).toEqual({
    godrift: undefined,
    prometheus: expect.stringMatching(/^prom\/prometheus:v3\.\d+\.\d+$/),
    alertmanager: expect.stringMatching(/^prom\/alertmanager:v\d+\.\d+\.\d+$/),
    'otel-collector': expect.stringMatching(/^otel\/opentelemetry-collector-contrib:\d+\.\d+\.\d+$/),
    jaeger: expect.stringMatching(/^jaegertracing\/jaeger:2\.\d+\.\d+$/),
    grafana: expect.stringMatching(/^grafana\/grafana:\d+\.\d+\.\d+$/),
  });
  const ports = Object.values(services).flatMap((service) => service.ports);
  expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  const unchecked = Object.entries(services).filter(([, { healthcheck }]) => healthcheck === undefined);
  expect(unchecked.map(([name]) => name)).toEqual(['otel-collector']);
});

test('the files that it mounts are there', () => {
  const mounted = Object.values(services)
    .flatMap(({ volumes, build }) => [
      ...volumes,
      ...(build === undefined ? [] : [join(build.context, build.dockerfile)]),
    ])
    .map((volume) => volume.replace(/^\$\{\w+:-([^}]*)\}/, '$1').replace(/:.*/, ''))
    .filter((path) => path.startsWith('.'));
  // Whoever runs it brings the secrets.
  expect(mounted.filter((path) => !existsSync(join(deploy, path)))).toEqual(['./alertmanager/secrets']);
});

test("its Prometheus has the shipped configuration with the services' names", () => {
  const shipped = readFileSync(join(deploy, 'prometheus/prometheus.yml'), 'utf8')
    .replace('127.0.0.1:9464', 'godrift:9464')
    .replace('127.0.0.1:9093', 'alertmanager:9093');
  expect(parse(configs.prometheus.content)).toEqual(parse(shipped));
});
