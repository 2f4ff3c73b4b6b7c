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

test('it is not ready where the collector says why, and alive all the same', async () => {
  const blind = await startServer({
    ...{ host: '127.0.0.1', port: 0, allowHosts: [], pages: () => pages },
    notReady: () => 'the last sweep ended long ago',
  });
  const [ready, alive] = await Promise.all(
    ['/readyz', '/healthz'].map((path) => fetch(`http://127.0.0.1:${blind.port}${path}`)),
  );
  expect([ready?.status, await ready?.text(), alive?.status]).toEqual([
    503,
    'the last sweep ended long ago\n',
    200,
  ]);
  await blind.close();
});

test('what has not changed is not sent again', async () => {
  const { headers } = await ask('/metrics');
  const etag = `${headers.etag}`;
  for (const tags of [etag, `"other", ${etag}`, etag.replace('W/', ''), '*']) {
    const again = await ask('/metrics', { headers: { 'If-None-Match': tags } });
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, etag]);
  }
  pages = new Map([['/metrics', await metricsPage('# EOF\n')]]);
  expect((await ask('/metrics', { headers: { 'If-None-Match': etag } })).status).toBe(200);
});

test('a page that cannot be rendered is an error of its own, told once, without its reason', async () => {
  const told: string[] = [];
  const broken = await startServer({
    ...{ host: '127.0.0.1', port: 0, allowHosts: [], pages: () => pages },
    lazyPages: new Map([['/', () => Promise.reject(new Error('s3cret'))]]),
    onError: (message) => told.push(message),
  });
  const response = await fetch(`http://127.0.0.1:${broken.port}/`);
  expect([response.status, await response.text(), told]).toEqual([
    500,
    'this page could not be rendered\n',
    ['s3cret'],
  ]);
  expect((await fetch(`http://127.0.0.1:${broken.port}/metrics`)).status).toBe(200);
  await broken.close();
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

/** The status of each answer to these bytes, and that the connection ended (`null`) or not. */
async function speak(text: string): Promise<readonly (number | null)[]> {
  const socket = await open(text);
  let heard = '';
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1');
  });
  const closed = await Promise.race([
    once(socket, 'close').then(() => true),
    new Promise<false>((resolve) => setTimeout(resolve, 500, false)),
  ]);
  socket.destroy();
  const statuses = [...heard.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map((match) => Number(match[1]));
  return closed ? [...statuses, null] : statuses;
}

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;

test('requests in one go are answered in their order', async () => {
  expect(await speak(get('/healthz') + get('/nothing') + get('/metrics'))).toEqual([200, 404, 200]);
  expect(await speak(get('/healthz').repeat(100))).toEqual(Array(100).fill(200));
});

test.each([
  ['a path out of the root', get('/../../etc/passwd'), [404]],
  ['an encoded one', get('/%2e%2e/%2e%2e/etc/passwd'), [404]],
  ['a NUL in it', get('/metrics%00.html'), [404]],
  ['an absolute URL of another host', get('http://evil.test/metrics'), [404]],
  ['no Host', 'GET /metrics HTTP/1.1\r\n\r\n', [400, null]],
  ['two Hosts', get('/metrics', 'Host: evil.test\r\n'), [403]],
  ['no Host in HTTP/1.0', 'GET /metrics HTTP/1.0\r\n\r\n', [403, null]],
  [
    'a length and chunks at once',
    get('/metrics', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n'),
    [400, null],
  ],
  ['a line end in a header', get('/metrics', 'X-A: b\nX-C: d\r\n'), [400, null]],
  ['CONNECT', 'CONNECT evil.test:443 HTTP/1.1\r\nHost: localhost\r\n\r\n', [null]],
  ['an upgrade', get('/metrics', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'), [200]],
  ['TLS', '\x16\x03\x01\x02\x00\x01', [400, null]],
  ['nothing of HTTP', 'EHLO evil\r\n\r\n', [400, null]],
  ['2,000 headers', get('/metrics', 'X: y\r\n'.repeat(2000)), [431, null]],
])('%s harms nothing', async (_, bytes, expected) => {
  expect(await speak(bytes)).toEqual(expected);
  expect((await ask('/metrics')).status).toBe(200);
});

test('more than 512 connections are refused, and those that are there go on', async () => {
  const sockets = await Promise.all(Array.from({ length: 520 }, () => open('')));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const refused = sockets.filter((socket) => socket.destroyed || socket.readableEnded).length;
  const first = sockets[0];
  first?.write(get('/healthz'));
  const [answer] = first === undefined ? [''] : await once(first, 'data');
  for (const socket of sockets) socket.destroy();
  expect([refused, `${answer}`.slice(0, 15)]).toEqual([8, 'HTTP/1.1 200 OK']);
});

test('a body that comes by the byte ends with the request, after about 10 s', async () => {
  const socket = await open('POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n');
  const timer = setInterval(() => socket.write('x'), 300);
  const ms = await msUntilClosed(socket);
  clearInterval(timer);
  expect(ms).toBeLessThan(14_000);
}, 20_000);

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
