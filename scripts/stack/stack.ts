import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { localAlertmanagerConfig } from '../deploy/alertmanager-config.ts';
import { stackBinary } from './build.ts';
import { freePort, type Running, startServerProcess } from './processes.ts';

const root = join(import.meta.dirname, '../..');

/** Where each server answers. */
export interface StackUrls {
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly jaeger: string;
  /** OTLP over HTTP, of the collector. */
  readonly otlp: string;
}

export interface Stack {
  readonly urls: StackUrls;
  readonly servers: readonly Running[];
  /** The last started first. */
  readonly stop: () => Promise<void>;
}

export interface StackOptions {
  /** For configuration, data and logs. */
  readonly dir: string;
  /** godrift collectors to scrape: `127.0.0.1:9464`. */
  readonly scrape: readonly string[];
  /** Receivers of notifications. */
  readonly receivers: { readonly slack: string; readonly webhook: string; readonly wecom: string };
  /** Of scrapes and rules; `1s` in tests. */
  readonly interval: string;
  readonly groupWait: string;
  /** More rule files, absolute. */
  readonly ruleFiles?: readonly string[];
  /** Each server's usual port, where it is free. */
  readonly usualPorts?: boolean;
}

/** Starts Prometheus, Alertmanager, the OpenTelemetry Collector and Jaeger with the shipped files. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dir, usualPorts = false } = options;
  mkdirSync(dir, { recursive: true });
  const port = (usual: number) => freePort(usualPorts ? usual : 0);
  const ports = {
    prometheus: await port(9090),
    alertmanager: await port(9093),
    jaeger: await port(16686),
    jaegerOtlp: await port(14317),
    jaegerHealth: await port(14133),
    otlpHttp: await port(4318),
    otlpGrpc: await port(4317),
    collectorHealth: await port(13133),
  };
  const url = (number: number) => `http://127.0.0.1:${number}`;
  const servers: Running[] = [];
  const stop = async () => {
    for (const server of servers.toReversed()) await server.stop();
  };
  try {
    servers.push(
      await startServerProcess({
        name: 'alertmanager',
        file: stackBinary('alertmanager'),
        args: [
          `--config.file=${alertmanagerFile(options)}`,
          `--storage.path=${join(dir, 'alertmanager')}`,
          `--web.listen-address=127.0.0.1:${ports.alertmanager}`,
          '--cluster.listen-address=',
        ],
        dir,
        url: url(ports.alertmanager),
        readyPath: '/-/ready',
      }),
      await startServerProcess({
        name: 'prometheus',
        file: stackBinary('prometheus'),
        args: [
          `--config.file=${prometheusFile(options, ports.alertmanager)}`,
          `--storage.tsdb.path=${join(dir, 'prometheus')}`,
          `--web.listen-address=127.0.0.1:${ports.prometheus}`,
          '--web.enable-otlp-receiver',
          '--web.enable-remote-write-receiver',
          '--enable-feature=exemplar-storage',
          // The first scrape would wait 5 s.
          '--scrape.discovery-reload-interval=200ms',
        ],
        dir,
        url: url(ports.prometheus),
        readyPath: '/-/ready',
      }),
      await startServerProcess({
        name: 'jaeger',
        file: stackBinary('jaeger'),
        args: ['--config', join(root, 'deploy/jaeger/jaeger.yaml')],
        env: {
          JAEGER_QUERY_ENDPOINT: `127.0.0.1:${ports.jaeger}`,
          JAEGER_OTLP_GRPC_ENDPOINT: `127.0.0.1:${ports.jaegerOtlp}`,
          JAEGER_HEALTH_ENDPOINT: `127.0.0.1:${ports.jaegerHealth}`,
        },
        dir,
        url: url(ports.jaeger),
        readyUrl: url(ports.jaegerHealth),
        readyPath: '/status',
      }),
      await startServerProcess({
        name: 'otelcol',
        file: stackBinary('otelcol'),
        args: ['--config', join(root, 'otel-collector.yaml')],
        env: {
          OTLP_HTTP_ENDPOINT: `127.0.0.1:${ports.otlpHttp}`,
          OTLP_GRPC_ENDPOINT: `127.0.0.1:${ports.otlpGrpc}`,
          HEALTH_ENDPOINT: `127.0.0.1:${ports.collectorHealth}`,
          JAEGER_OTLP_ENDPOINT: `127.0.0.1:${ports.jaegerOtlp}`,
          PROMETHEUS_OTLP_ENDPOINT: `${url(ports.prometheus)}/api/v1/otlp`,
        },
        dir,
        url: url(ports.otlpHttp),
        readyUrl: url(ports.collectorHealth),
        readyPath: '/',
      }),
    );
  } catch (cause) {
    await stop();
    throw cause;
  }
  return {
    urls: {
      prometheus: url(ports.prometheus),
      alertmanager: url(ports.alertmanager),
      jaeger: url(ports.jaeger),
      otlp: url(ports.otlpHttp),
    },
    servers,
    stop,
  };
}

/** The shipped prometheus.yml with other addresses and times. */
function prometheusFile(options: StackOptions, alertmanagerPort: number): string {
  const shipped = parse(readFileSync(join(root, 'deploy/prometheus/prometheus.yml'), 'utf8'));
  const rules = (shipped.rule_files as string[]).map((file) => join(root, 'deploy/prometheus', file));
  const config = {
    ...shipped,
    global: {
      ...shipped.global,
      scrape_interval: options.interval,
      scrape_timeout: options.interval,
      evaluation_interval: options.interval,
    },
    rule_files: [...rules, ...(options.ruleFiles ?? [])],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanagerPort}`] }] }] },
    scrape_configs: shipped.scrape_configs.map((job: { job_name: string }) =>
      job.job_name === 'godrift'
        ? {
            ...job,
            scrape_interval: options.interval,
            scrape_timeout: options.interval,
            static_configs: [{ targets: options.scrape }],
          }
        : job,
    ),
  };
  const file = join(options.dir, 'prometheus.yml');
  writeFileSync(file, stringify(config));
  return file;
}

function alertmanagerFile({ dir, receivers, groupWait }: StackOptions): string {
  const file = join(dir, 'alertmanager.yml');
  const config = localAlertmanagerConfig({
    slackUrl: receivers.slack,
    webhookUrl: receivers.webhook,
    wecomUrl: receivers.wecom,
    dir,
    groupWait,
  });
  writeFileSync(file, config);
  return file;
}
