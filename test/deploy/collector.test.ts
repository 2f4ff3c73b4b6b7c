import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { execa } from 'execa';
import { expect, onTestFinished, test, vi } from 'vitest';
import { stackBinary } from '../../scripts/stack/build.ts';
import { freePort, startServerProcess } from '../../scripts/stack/processes.ts';
import { createEventLog } from '../../src/store/event-log.ts';
import { prepareServers } from '../support/prepare.ts';
import { tempProject } from '../support/run-cli.ts';

prepareServers('otelcol', 'jaeger');

const root = join(import.meta.dirname, '../..');
const gateway = join(root, 'otel-collector.yaml');
const logs = join(root, 'otel-collector-logs.yaml');
const jaeger = join(root, 'deploy/jaeger/jaeger.yaml');

test.each([
  ['otelcol', [gateway]],
  ['otelcol', [gateway, logs]],
  ['jaeger', [jaeger]],
  ['otelcol', [join(root, 'deploy/gateway/otel-collector-gateway.yaml')]],
] as const)('%s takes %j', async (tool, files) => {
  const args = ['validate', ...files.flatMap((file) => ['--config', file])];
  const certificates = {
    TLS_CERT_FILE: 'server.pem',
    TLS_KEY_FILE: 'server.key',
    TLS_CLIENT_CA_FILE: 'ca.pem',
  };
  const backends = { REMOTE_WRITE_URL: 'http://a.example/push', TRACES_OTLP_ENDPOINT: 'http://b.example' };
  const env = { GODRIFT_STATE_DIR: '/var/lib/godrift', ...certificates, ...backends };
  const { exitCode } = await execa(stackBinary(tool), args, { env, reject: false });
  expect(exitCode).toBe(0);
});

interface LogRecord {
  readonly timeUnixNano?: string;
  readonly severityNumber?: number;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly body: { readonly stringValue: string };
}

test('events and audit entries become log records with time, severity and trace', async () => {
  const records = await receiveLogs();
  const state = tempProject();
  const dir = tempProject({
    // JSON, so that the test can read it.
    'json.yaml': 'exporters:\n  otlp_http/logs:\n    encoding: json\n',
  });
  const event = {
    alert_id: 'a1',
    severity: 'critical' as const,
    source: 'godrift',
    summary: 'A module is not what go.sum says',
    ts: 1_795_000_000_123,
    context: { project: 'shop' },
  };
  const log = createEventLog(join(state, 'events.jsonl'), {
    maxBytes: 1e6,
    keep: 1,
    warn: expect.unreachable,
  });
  await log.append(event);
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const entry = JSON.stringify({ trace_id: traceId, span_id: '00f067aa0ba902b7', trace_flags: '01' });
  appendFileSync(join(state, 'audit.jsonl'), `${entry}\n`);
  const ports = { grpc: await freePort(), http: await freePort(), health: await freePort() };
  const collector = await startServerProcess({
    name: 'otelcol',
    file: stackBinary('otelcol'),
    args: [gateway, logs, join(dir, 'json.yaml')].flatMap((file) => ['--config', file]),
    env: {
      OTLP_GRPC_ENDPOINT: `127.0.0.1:${ports.grpc}`,
      OTLP_HTTP_ENDPOINT: `127.0.0.1:${ports.http}`,
      HEALTH_ENDPOINT: `127.0.0.1:${ports.health}`,
      LOGS_OTLP_ENDPOINT: records.url,
      GODRIFT_STATE_DIR: state,
    },
    dir,
    url: `http://127.0.0.1:${ports.health}`,
    readyPath: '/',
  });
  onTestFinished(collector.stop);
  await vi.waitFor(() => expect(records.received).toHaveLength(2), { timeout: 20_000, interval: 100 });
  const [audit, logged] = records.received.toSorted((a) => (a.traceId ? -1 : 1));
  expect(audit).toMatchObject({ traceId, spanId: '00f067aa0ba902b7', body: { stringValue: entry } });
  expect(logged).toMatchObject({
    timeUnixNano: '1795000000123000000',
    severityNumber: 21,
    body: { stringValue: JSON.stringify(event) },
  });
});

/** An OTLP/HTTP endpoint for logs. */
async function receiveLogs() {
  const received: LogRecord[] = [];
  const server = createServer(async (request, response) => {
    const body = (await json(request.pipe(createGunzip()))) as {
      resourceLogs: { scopeLogs: { logRecords: LogRecord[] }[] }[];
    };
    received.push(
      ...body.resourceLogs.flatMap((one) => one.scopeLogs.flatMap(({ logRecords }) => logRecords)),
    );
    response.setHeader('content-type', 'application/json');
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}
