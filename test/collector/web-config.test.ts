import { once } from 'node:events';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { connect, type PeerCertificate, type SecureContextOptions } from 'node:tls';
import { hashSync } from 'bcryptjs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startServer } from '../../src/collector/http-server.ts';
import { metricsPage } from '../../src/collector/metrics-page.ts';
import { followWebConfig } from '../../src/collector/web-config/follow-web-config.ts';
import { isSecure, loadWebConfig } from '../../src/collector/web-config/load-web-config.ts';
import { InputError } from '../../src/domain/errors.ts';
import { createAuthority, createCertificate } from '../support/certificates.ts';
import { tempProject } from '../support/run-cli.ts';

const HASH = hashSync('correct horse', 4);
const TLS = 'tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n';
const USERS = `basic_auth_users:\n  scraper: ${HASH}\n`;

/** A directory with an authority and certificates. */
function certified(): string {
  const dir = tempProject();
  createAuthority(dir);
  for (const name of ['server', 'client']) createCertificate(dir, name, 'DNS:localhost,IP:127.0.0.1');
  return dir;
}

function configFile(dir: string, text: string): string {
  const file = join(dir, 'web.yml');
  writeFileSync(file, text);
  return file;
}

async function serve(file: string, more: { readonly openProbes?: boolean } = {}) {
  const warnings: string[] = [];
  const web = followWebConfig(file, { mustBeSecure: true, warn: (line) => warnings.push(line) });
  const pages = new Map([['/metrics', await metricsPage('# EOF\n')]]);
  const site = { allowHosts: [], pages: () => pages, web, ...more };
  const server = await startServer({ host: '127.0.0.1', port: 0, ...site });
  onTestFinished(() => server.close());
  return { ...server, web, warnings };
}

const basic = (user: string, password: string) => ({
  Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

async function ask(
  port: number,
  dir: string,
  headers: Record<string, string> = {},
  tls: SecureContextOptions = {},
  path = '/metrics',
) {
  const ca = readFileSync(join(dir, 'ca.pem'));
  const sent = request({ host: '127.0.0.1', port, path, agent: false, ca, headers, ...tls });
  sent.end();
  const [response] = await once(sent, 'response');
  response.resume();
  return { status: response.statusCode as number, headers: response.headers };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 600));

test('TLS and credentials: only who knows the password is served, on every path', async () => {
  const dir = certified();
  const { port, scheme } = await serve(
    configFile(
      dir,
      `${TLS}${USERS}http_server_config:\n  http2: true\n  headers:\n    Strict-Transport-Security: max-age=60\n    X-Frame-Options: sameorigin\n`,
    ),
  );
  expect(scheme).toBe('https');
  const good = await ask(port, dir, basic('scraper', 'correct horse'));
  expect([good.status, good.headers]).toEqual([
    200,
    expect.objectContaining({ 'strict-transport-security': 'max-age=60', 'x-frame-options': 'sameorigin' }),
  ]);
  const bad: Record<string, string>[] = [
    {},
    basic('scraper', 'wrong'),
    basic('nobody', 'correct horse'),
    basic('', ''),
    basic('__proto__', 'correct horse'),
    basic('scraper', HASH),
    { Authorization: 'Bearer correct horse' },
    { Authorization: 'Basic !!!' },
  ];
  for (const headers of bad) {
    const { status, headers: answered } = await ask(port, dir, headers);
    expect([headers, status, answered['www-authenticate']]).toEqual([
      headers,
      401,
      'Basic realm="godrift", charset="UTF-8"',
    ]);
  }
  for (const path of ['/', '/healthz', '/readyz', '/api/v1/status', '/nothing'])
    expect((await ask(port, dir, {}, {}, path)).status).toBe(401);
  await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
});

test('open probes ask for no credentials, and everything else does', async () => {
  const dir = certified();
  const { port } = await serve(configFile(dir, `${TLS}${USERS}`), { openProbes: true });
  const statuses: Record<string, number> = {};
  for (const path of [
    '/healthz',
    '/readyz',
    '/readyz?verbose',
    '/',
    '/metrics',
    '/healthz/',
    '//healthz',
    '/healthz%2f',
  ])
    statuses[path] = (await ask(port, dir, {}, {}, path)).status;
  expect(statuses).toEqual({
    '/healthz': 200,
    '/readyz': 200,
    '/readyz?verbose': 200,
    '/': 401,
    '/metrics': 401,
    '/healthz/': 401,
    '//healthz': 401,
    '/healthz%2f': 401,
  });
});

test('TLS below the lowest version is refused', async () => {
  const dir = certified();
  const { port } = await serve(configFile(dir, `${TLS}  min_version: TLS13\n${USERS}`));
  await expect(ask(port, dir, {}, { maxVersion: 'TLSv1.2' })).rejects.toThrow(/protocol version|EPROTO/);
  expect((await ask(port, dir, {}, { minVersion: 'TLSv1.3' })).status).toBe(401);
});

test.each([
  ['RequireAndVerifyClientCert', 403, 403, 200],
  ['VerifyClientCertIfGiven', 200, 403, 200],
  ['RequireAnyClientCert', 403, 200, 200],
  ['RequestClientCert', 200, 200, 200],
])('%s: none, a foreign and an own certificate', async (type, none, foreign, own) => {
  const dir = certified();
  const other = certified();
  const users = type === 'RequireAndVerifyClientCert' ? '' : USERS;
  const { port } = await serve(
    configFile(dir, `${TLS}  client_ca_file: ca.pem\n  client_auth_type: ${type}\n${users}`),
  );
  const login = users === '' ? {} : basic('scraper', 'correct horse');
  const pair = (from: string) => ({
    cert: readFileSync(join(from, 'client.pem')),
    key: readFileSync(join(from, 'client.key')),
  });
  const statuses = [
    await ask(port, dir, login),
    await ask(port, dir, login, pair(other)),
    await ask(port, dir, login, pair(dir)),
  ].map(({ status }) => status);
  expect(statuses).toEqual([none, foreign, own]);
});

test('a client certificate must be for an allowed name', async () => {
  const dir = certified();
  createCertificate(dir, 'evil', 'DNS:evil.example');
  const { port } = await serve(
    configFile(
      dir,
      `${TLS}  client_ca_file: ca.pem\n  client_auth_type: RequireAndVerifyClientCert\n  client_allowed_sans: [localhost]\n`,
    ),
  );
  const statuses = [];
  for (const name of ['client', 'evil']) {
    const [cert, key] = [`${name}.pem`, `${name}.key`].map((file) => readFileSync(join(dir, file)));
    statuses.push((await ask(port, dir, {}, { ...(cert && { cert }), ...(key && { key }) })).status);
  }
  expect(statuses).toEqual([200, 403]);
});

describe('while it runs', () => {
  const serialOf = (port: number, dir: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', ca: readFileSync(join(dir, 'ca.pem')) }, () => {
        resolve((socket.getPeerCertificate() as PeerCertificate).serialNumber);
        socket.destroy();
      });
      socket.on('error', reject);
    });

  test('a renewed certificate and another password are in force at once', async () => {
    const dir = certified();
    const file = configFile(dir, TLS + USERS);
    const { port, warnings } = await serve(file);
    const old = basic('scraper', 'correct horse');
    const before = await serialOf(port, dir);
    expect((await ask(port, dir, old)).status).toBe(200);
    createCertificate(dir, 'server', 'DNS:localhost,IP:127.0.0.1');
    writeFileSync(file, `${TLS}basic_auth_users:\n  scraper: ${hashSync('another', 4)}\n`);
    await settle();
    expect(await serialOf(port, dir)).not.toBe(before);
    expect((await ask(port, dir, old)).status).toBe(401);
    expect((await ask(port, dir, basic('scraper', 'another'))).status).toBe(200);
    expect(warnings).toEqual([]);
  });

  test.each<[string, (dir: string, file: string) => void, RegExp]>([
    ['is not YAML', (_, file) => writeFileSync(file, 'a: [\n'), /web\.yml:\d+: /],
    ['is gone', (_, file) => rmSync(file), /there is no such file/],
    ['takes the credentials away', (_, file) => writeFileSync(file, TLS), /serving beyond loopback needs/],
    ['takes TLS away', (_, file) => writeFileSync(file, USERS), /serving beyond loopback needs/],
    [
      'asks for client certificates',
      (_, file) => writeFileSync(file, `${TLS}  client_auth_type: RequestClientCert\n${USERS}`),
      /needs a restart/,
    ],
    [
      'has a key of another certificate',
      (dir) => copyFileSync(join(dir, 'client.key'), join(dir, 'server.key')),
      /web\.yml:2: tls_server_config\.cert_file: certificate and key cannot be used/,
    ],
  ])('one that %s leaves the old one in force, and is told once', async (_, spoil, message) => {
    const dir = certified();
    const file = configFile(dir, TLS + USERS);
    const { port, warnings, web } = await serve(file);
    spoil(dir, file);
    for (let round = 0; round < 2; round++) {
      await settle();
      expect((await ask(port, dir)).status).toBe(401);
      expect((await ask(port, dir, basic('scraper', 'correct horse'))).status).toBe(200);
    }
    expect(warnings).toEqual([expect.stringMatching(message)]);
    expect(web.problem()).toMatch(message);
    expect(`${warnings}`).not.toContain(HASH);
  });
});

test.each([
  [
    'an unknown key',
    'tls_sever_config: {}\n',
    'web.yml:1: tls_sever_config: unknown key: did you mean tls_server_config?',
  ],
  [
    'an unknown key inside',
    `${TLS}  min_verion: TLS12\n`,
    'web.yml:4: tls_server_config.min_verion: unknown key: did you mean min_version?',
  ],
  ['an unknown version', `${TLS}  min_version: SSL3\n`, 'web.yml:4: tls_server_config.min_version: '],
  [
    'a password in clear',
    'basic_auth_users:\n  a: s3cret\n',
    'web.yml:2: basic_auth_users.a: expected a bcrypt hash',
  ],
  [
    'no key',
    'tls_server_config:\n  cert_file: server.pem\n',
    'web.yml:1: tls_server_config.key_file: cannot be read',
  ],
  ['no file', `${TLS}`, 'web.yml:2: tls_server_config.cert_file: cannot be read: ENOENT'],
  [
    'a header that cannot be set',
    'http_server_config:\n  headers:\n    Set-Cookie: a\n',
    'web.yml:3: http_server_config.headers.Set-Cookie: unknown key',
  ],
  [
    'a header in two lines',
    'http_server_config:\n  headers:\n    X-XSS-Protection: "a\\r\\nb: c"\n',
    'web.yml:3: ',
  ],
  ['a bad rate', 'rate_limit:\n  interval: often\n', 'web.yml:2: rate_limit.interval: invalid duration'],
])('%s is told by file and line, without a value', (what, text, expected) => {
  const dir = tempProject();
  const load = () => loadWebConfig(configFile(dir, text));
  const shown = what === 'no key' ? 'tls_server_config' : expected;
  expect(load).toThrow(InputError);
  expect(load).toThrow(shown);
  expect(load).not.toThrow('s3cret');
});

test('the sample of the format’s own documentation is read, and an empty file is none', () => {
  const dir = certified();
  const text = `tls_server_config:
  cert_file: server.pem
  key_file: server.key
  client_auth_type: RequireAndVerifyClientCert
  client_ca_file: ca.pem
  client_allowed_sans: [localhost]
  min_version: TLS12
  max_version: TLS13
  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
  prefer_server_cipher_suites: true
  curve_preferences: [CurveP256, X25519]
http_server_config:
  http2: true
basic_auth_users:
  alice: $2y$10$mDwo.lAisC94iLAyP81MCesa29IzH37oigHC/42V2pdJlUprsJPze
rate_limit:
  interval: 100ms
  burst: 20
`;
  const config = loadWebConfig(configFile(dir, text));
  expect(config).toMatchObject({
    tls: { context: { minVersion: 'TLSv1.2', ecdhCurve: 'P-256:X25519' }, allowedSans: ['localhost'] },
    rateLimit: { intervalMs: 100, burst: 20 },
  });
  expect([isSecure(config), isSecure(loadWebConfig(configFile(dir, '')))]).toEqual([true, false]);
});

test('more requests than the rate allows are refused', async () => {
  const file = configFile(tempProject(), 'rate_limit:\n  interval: 1h\n  burst: 2\n');
  const web = followWebConfig(file, { mustBeSecure: false, warn: () => {} });
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    allowHosts: [],
    pages: () => new Map(),
    web,
  });
  const statuses = [];
  for (let round = 0; round < 3; round++)
    statuses.push((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status);
  await server.close();
  expect(statuses).toEqual([200, 200, 429]);
});
