import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type MetricsServer, startServer } from '../../src/collector/http-server.ts';
import { metricsPage } from '../../src/collector/metrics-page.ts';
import type { Pages } from '../../src/collector/page.ts';

const METRICS = '# HELP a Things\n# TYPE a counter\na_total 1\n# EOF\n';
const TEXT = '# HELP a_total Things\n# TYPE a_total counter\na_total 1\n';

let pages: Pages = new Map();
let server: MetricsServer;

beforeEach(async () => {
  pages = new Map([['/metrics', await metricsPage(METRICS)]]);
  server = await startServer({
    host: '127.0.0.1',
    port: 0,
    allowHosts: ['godrift.test'],
    pages: () => pages,
  });
});

afterEach(() => server.close());

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

async function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const sent = request({ host: '127.0.0.1', port: server.port, path, agent: false, ...options });
  sent.end();
  const [response] = await once(sent, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
}

async function open(text: string): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

async function msUntilClosed(socket: Socket): Promise<number> {
  const start = performance.now();
  socket.resume();
  await once(socket, 'close');
  return performance.now() - start;
}

describe('/metrics', () => {
  test('is Prometheus text by default', async () => {
    const { status, headers, body } = await ask('/metrics?x=1');
    expect({ status, type: headers['content-type'], body: body.toString() }).toEqual({
      status: 200,
      type: 'text/plain; version=0.0.4; charset=utf-8',
      body: TEXT,
    });
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', vary: 'Accept, Accept-Encoding' });
  });

  test('is OpenMetrics, compressed, for those who ask', async () => {
    const accept = { Accept: 'application/openmetrics-text;version=1.0.0', 'Accept-Encoding': 'gzip' };
    const { headers, body } = await ask('/metrics', { headers: accept });
    expect(headers).toMatchObject({
      'content-type': 'application/openmetrics-text; version=1.0.0; charset=utf-8',
      'content-encoding': 'gzip',
      'content-length': `${body.length}`,
    });
    expect(gunzipSync(body).toString()).toBe(METRICS);
  });

  test('answers HEAD with the length and no body', async () => {
    const { status, headers, body } = await ask('/metrics', { method: 'HEAD' });
    expect([status, headers['content-length'], body.length]).toEqual([200, `${TEXT.length}`, 0]);
  });

  test('shows the present pages', async () => {
    pages = new Map([['/metrics', await metricsPage('# EOF\n')]]);
    expect((await ask('/metrics')).body.toString()).toBe('');
  });
});

test('it is alive at once, and ready with the first snapshot', async () => {
  const statuses = async () => {
    const answers = await Promise.all(['/healthz', '/readyz', '/metrics'].map((path) => ask(path)));
    return answers.map(({ status }) => status);
  };
  expect(await statuses()).toEqual([200, 200, 200]);
  pages = new Map();
  expect(await statuses()).toEqual([200, 503, 503]);
});

test('another path is not found, another method not allowed', async () => {
  expect((await ask('/')).status).toBe(404);
  expect((await ask('/__proto__')).status).toBe(404);
  const { status, headers } = await ask('/metrics', { method: 'POST' });
  expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
});

test('a foreign Host is refused, an allowed one served', async () => {
  expect((await ask('/metrics', { headers: { Host: 'evil.test' } })).status).toBe(403);
  expect((await ask('/metrics', { headers: { Host: 'godrift.test:9464' } })).status).toBe(200);
});

test('headers above 8 KiB are refused', async () => {
  expect((await ask('/metrics', { headers: { 'X-Long': 'x'.repeat(9000) } })).status).toBe(431);
});

test('a port in use is said in one line', async () => {
  const again = startServer({ host: '127.0.0.1', port: server.port, allowHosts: [], pages: () => pages });
  await expect(again).rejects.toThrow(
    `cannot listen on 127.0.0.1:${server.port}: the port is in use; choose another with --listen HOST:PORT`,
  );
});

test('clients that send nothing, or headers without end, are let go after about 5 s', async () => {
  const sockets = await Promise.all([open(''), open('GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-A: ')]);
  const waits = await Promise.all(sockets.map(msUntilClosed));
  expect(waits.filter((ms) => ms < 3_000 || ms > 9_000)).toEqual([]);
}, 15_000);

test('closing ends idle, silent and half-finished connections within seconds', async () => {
  const whole = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
  await Promise.all([open(''), open('GET /metrics HTTP/1.1\r\n'), open(whole)]);
  const start = performance.now();
  await server.close();
  expect(performance.now() - start).toBeLessThan(3_000);
});
