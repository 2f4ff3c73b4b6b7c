import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareServers } from '../support/prepare.ts';
import { promtool } from '../support/promtool.ts';
import { hermeticEnv, runCli, startCli, tempProject } from '../support/run-cli.ts';

prepareServers('promtool');

const SAMPLE = join(import.meta.dirname, '../fixtures/sample');

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function fetchUntil(url: string, wanted: RegExp): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const text = await fetch(url).then(
      (response) => response.text(),
      () => '',
    );
    if (wanted.test(text)) return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} never had ${wanted}`);
}

test('serves metrics of the sample that promtool accepts, and follows a change on disk', async () => {
  const dir = tempProject({ 'go.mod': 'module example.com/shop\n\ngo 1.20\n' });
  const port = await freePort();
  const env = hermeticEnv();
  const child = startCli(
    ['collect', dir, SAMPLE, '--listen', `127.0.0.1:${port}`, '--interval', '200ms'],
    dir,
    env,
  );
  const metrics = await fetchUntil(`http://127.0.0.1:${port}/metrics`, /project="sample"/);
  expect(execFileSync(promtool(), ['check', 'metrics'], { input: metrics, encoding: 'utf8' })).toBe('');
  expect(metrics).toContain(
    'godrift_drift_state{project="example.com/shop",dimension="go_version",state="drifted"} 1',
  );
  expect(metrics).toMatch(
    /^godrift_go_info\{project="sample",version="go1\.[^"]+",goos="\w+",goarch="\w+"\} 1$/m,
  );
  writeFileSync(join(dir, '.go-version'), '1\n');
  await fetchUntil(
    `http://127.0.0.1:${port}/metrics`,
    /godrift_drift_state\{project="example.com\/shop",dimension="go_version",state="in_sync"\} 1/,
  );
  // The drift that was there at the first look began nothing; its end, and the next one, are told.
  writeFileSync(join(dir, '.go-version'), '1.21.3\n');
  await fetchUntil(
    `http://127.0.0.1:${port}/metrics`,
    /godrift_drift_state\{project="example.com\/shop",dimension="go_version",state="drifted"\} 1/,
  );
  child.kill('SIGTERM');
  const { exitCode, stderr } = await child;
  expect([exitCode, stderr]).toEqual([0, '']);
  const events = readFileSync(join(env.GODRIFT_STATE_DIR ?? '', 'events.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.map(({ context }) => context.status)).toEqual(['resolved', 'firing']);
  expect(events[1]).toMatchObject({
    alert_id: expect.stringMatching(/^go_version\./),
    severity: 'warning',
    source: 'godrift/example.com/shop',
    summary: expect.stringContaining('expected 1.21.3'),
    ts: expect.any(Number),
    context: { project: 'example.com/shop', dimension: 'go_version', source: '.go-version' },
  });
});

test('tells two directories of one name apart', async () => {
  const files = { 'go.mod': 'module example.com/twin\n\ngo 1.20\n' };
  const [first, second] = [tempProject(files), tempProject(files)];
  const { stdout, stderr } = await runCli(['collect', '--once', first, second], first, hermeticEnv());
  const digest = createHash('sha256').update(second).digest('hex').slice(0, 6);
  for (const name of ['example.com/twin', `example.com/twin@${digest}`])
    expect(stdout).toContain(`godrift_snapshot_timestamp_seconds{project="${name}"}`);
  expect(stderr).toContain(`is watched as example.com/twin@${digest}`);
});

test('refuses to serve beyond loopback without TLS and credentials', async () => {
  const dir = tempProject({ 'go.mod': 'module example.com/shop\n\ngo 1.25\n' });
  const result = await runCli(['collect', '--listen', '0.0.0.0:0'], dir, hermeticEnv());
  expect([result.exitCode, result.stdout]).toEqual([2, '']);
  expect(result.stderr).toContain('--allow-insecure-listen');
});

test('sends spans of the pipeline’s trace and metrics to an OTLP endpoint', async () => {
  const bodies = new Map<string, string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.set(request.url ?? '', Buffer.concat(chunks).toString('utf8'));
      response.setHeader('content-type', 'application/json').end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const trace = '0af7651916cd43dd8448eb211c80319c';
  const env = hermeticEnv({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    TRACEPARENT: `00-${trace}-b7ad6b7169203331-01`,
  });
  const dir = tempProject({ 'go.mod': 'module example.com/shop\n\ngo 1.20\n' });
  const result = await runCli(['check', '--json'], dir, env);
  server.close();
  expect(result.exitCode).toBe(1);
  expect(JSON.parse(result.stdout).traceId).toBe(trace);
  const spans = JSON.parse(bodies.get('/v1/traces') ?? '{}').resourceSpans.flatMap(
    (resource: { scopeSpans: { spans: object[] }[] }) => resource.scopeSpans.flatMap((scope) => scope.spans),
  ) as { name: string; traceId: string; parentSpanId?: string }[];
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([trace]));
  expect(new Set(spans.map(({ name }) => name))).toEqual(
    new Set([
      'godrift.check',
      'godrift.snapshot',
      'godrift.dimension.collect',
      'godrift.drift',
      'go',
      'process',
    ]),
  );
  expect(spans.find(({ name }) => name === 'godrift.check')?.parentSpanId).toBe('b7ad6b7169203331');
  expect(bodies.get('/v1/metrics')).toContain('"godrift.drift.score"');
});
