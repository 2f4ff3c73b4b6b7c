import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { freePort, startServerProcess } from '../../scripts/stack/processes.ts';
import { type Lab, query, startLab, until } from './support/lab.ts';

const GRACE_S = 15;
const cli = join(import.meta.dirname, '../../src/main.ts');
let lab: Lab;

beforeAll(async () => {
  lab = await startLab(['shop', 'released', 'flaky', 'cached', 'ci-nightly-test'], { released: GRACE_S });
  await until('the first scrape', () => query(lab, 'godrift_go_info{project="flaky"}'));
});

afterAll(() => lab?.close());

function project(name: string) {
  const found = lab.projects[name];
  if (found === undefined) throw new Error(`no project ${name}`);
  return found;
}

function firing(alert: string, name: string) {
  return query(lab, `ALERTS{alertname="${alert}",alertstate="firing",project="${name}"}`);
}

test('drift on disk reaches Slack, a webhook and WeCom, and so does its end', async () => {
  project('shop').drift();
  const slack = await until('Slack', () => accepted('slack', 'shop', 'GoVersionDrift'));
  const webhook = await until('the webhook', () => accepted('webhook', 'shop', 'GoVersionDrift'));
  const wecom = await until('WeCom', () => accepted('wecom', 'shop', 'GoVersionDrift'));
  expect(JSON.parse(slack[0]?.text ?? '')).toMatchObject({ attachments: [expect.anything()] });
  const { alerts } = JSON.parse(webhook[0]?.text ?? '') as {
    alerts: { labels: Record<string, string>; annotations: Record<string, string> }[];
  };
  expect(alerts.find(({ labels }) => labels.alertname === 'GoVersionDrift')).toMatchObject({
    status: 'firing',
    labels: { project: 'shop', severity: 'warning', source: 'godrift' },
    annotations: { runbook_url: expect.stringContaining('docs/runbooks/') },
  });
  const calls = lab.receivers.received.filter(({ channel }) => channel === 'wecom');
  expect(calls[0]?.path).toBe('/cgi-bin/gettoken');
  expect(Object.fromEntries(calls[0]?.query ?? [])).toEqual({
    corpid: 'ww0000000000000000',
    corpsecret: 'a-secret-of-the-stand-in',
  });
  expect(wecom[0]?.path).toBe('/cgi-bin/message/send');
  expect(wecom[0]?.query.get('access_token')).toBe('stand-in-token');
  const message = JSON.parse(wecom[0]?.text ?? '') as Record<string, unknown>;
  expect(message).toMatchObject({ msgtype: expect.stringMatching(/text|markdown/) });
  for (const [{ text } = { text: '' }] of [slack, wecom])
    for (const word of ['GoVersionDrift', 'warning', 'godrift', 'shop']) expect(text).toContain(word);

  project('shop').restore();
  for (const channel of ['slack', 'webhook', 'wecom'] as const)
    await until(
      `the end by ${channel}`,
      () => accepted(channel, 'shop', 'GoVersionDrift').filter(({ text }) => /resolved|恢复/i.test(text)),
      120,
    );
});

function accepted(channel: 'slack' | 'webhook' | 'wecom', ...words: readonly string[]) {
  return lab.receivers
    .accepted(channel, words[0] ?? '')
    .filter(({ text }) => words.every((word) => text.includes(word)));
}

test('a deployment holds alerts back for its grace, then they fire', async () => {
  await project('released').deploy('d1');
  const deployed = Date.now();
  project('released').drift();
  await until('the drift', () => query(lab, 'godrift_drift_state{project="released",state="drifted"} == 1'));
  await until('the alert after the grace', () => firing('GoVersionDrift', 'released'), GRACE_S + 60);
  expect((Date.now() - deployed) / 1_000).toBeGreaterThan(GRACE_S);
  project('released').restore();
});

test('a project on the allow-list stays quiet, but never about a checksum', async () => {
  const dir = project('ci-nightly-test').dir;
  project('ci-nightly-test').drift();
  await until('the drift', () =>
    query(lab, 'godrift_drift_state{project="ci-nightly-test",state="drifted"} == 1'),
  );
  await until('an evaluation with it', () =>
    query(lab, 'ALERTS{alertname="GoDriftNotice",project="ci-nightly-test"}'),
  );
  for (const alert of ['GoVersionDrift', 'GoDriftDetected', 'GoEnvVariableMissing'])
    expect(await firing(alert, 'ci-nightly-test')).toEqual([]);
  // A sum of a module whose go.mod is in the module cache, and is another one.
  await tamper(dir);
  await until('the checksum', () => firing('GoModuleChecksumMismatch', 'ci-nightly-test'));
  expect(accepted('slack', 'ci-nightly-test', 'GoVersionDrift')).toEqual([]);
});

test('a byte flipped in the module cache is found without being asked for, and reaches the webhook', async () => {
  await goGet(project('cached').dir, 'github.com/BurntSushi/toml@v1.5.0');
  const modules = (state: string, count: number) =>
    query(lab, `godrift_module_cache_modules{project="cached",state="${state}"} == ${count}`);
  // It, and the one in the project's own tree.
  await until('the modules, verified', () => modules('ok', 2), 120);
  const file = join(lab.env.GOMODCACHE ?? '', 'github.com/!burnt!sushi/toml@v1.5.0/lex.go');
  const content = readFileSync(file);
  content[100] = (content[100] ?? 0) ^ 1;
  writeFileSync(file, content);
  await until('the mismatch', () => modules('mismatch', 1), 120);
  const [first] = await until(
    'the webhook',
    () => accepted('webhook', 'cached', 'GoModuleChecksumMismatch'),
    120,
  );
  const { alerts } = JSON.parse(first?.text ?? '') as { alerts: { labels: Record<string, string> }[] };
  expect(alerts.map(({ labels }) => labels)).toContainEqual(
    expect.objectContaining({
      alertname: 'GoModuleChecksumMismatch',
      project: 'cached',
      severity: 'critical',
    }),
  );
}, 400_000);

async function goGet(dir: string, module: string): Promise<void> {
  const env: Record<string, string> = { ...lab.env, GOFLAGS: '-mod=mod -modcacherw' };
  delete env.GOPROXY;
  await execa('go', ['get', module], { cwd: dir, env, extendEnv: false });
}

async function tamper(dir: string): Promise<void> {
  await goGet(dir, 'go.uber.org/goleak@v1.3.0');
  const file = join(dir, 'go.sum');
  const text = readFileSync(file, 'utf8');
  const line = text.split('\n').find((one) => one.startsWith('go.uber.org/goleak v1.3.0 h1:')) ?? '';
  expect(line).not.toBe('');
  writeFileSync(file, text.replace(line, `${line.slice(0, -10)}AAAAAAAAA=`));
}

test('a CI check joins its pipeline in Jaeger and its metrics reach Prometheus by OTLP', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const { exitCode } = await execa(process.execPath, [cli, 'check', '--json', project('flaky').dir], {
    env: {
      ...lab.env,
      TRACEPARENT: `00-${traceId}-00f067aa0ba902b7-01`,
      OTEL_EXPORTER_OTLP_ENDPOINT: lab.stack.urls.otlp,
      OTEL_METRIC_EXPORT_INTERVAL: '500',
    },
    extendEnv: false,
    reject: false,
  });
  expect(exitCode).toBe(0);
  const spans = await until('the trace', async () => {
    const response = await fetch(`${lab.stack.urls.jaeger}/api/traces/${traceId}`);
    if (!response.ok) return [];
    const answer = (await response.json()) as {
      data: { spans: { operationName: string; references: { spanID: string }[] }[] }[];
    };
    return answer.data[0]?.spans ?? [];
  });
  const check = spans.find(({ operationName }) => operationName === 'godrift.check');
  expect(check?.references.map(({ spanID }) => spanID)).toEqual(['00f067aa0ba902b7']);
  expect(spans.map(({ operationName }) => operationName)).toContain('godrift.dimension.collect');
  const pushed = await until('the metrics', () =>
    query(
      lab,
      'last_over_time(godrift_go_info{project="flaky",job!="godrift"}[5m]) or last_over_time(godrift_go_info{project="flaky",instance!~"127.*"}[5m])',
    ),
  );
  expect(pushed[0]?.metric).toMatchObject({ project: 'flaky', goos: 'linux' });
});

test('a collector that only pushes is a host whose silence is told, a check is none', async () => {
  expect(await query(lab, 'godrift:pushing_hosts')).toEqual([]);
  const port = await freePort();
  const pushing = await startServerProcess({
    name: 'pushing',
    file: process.execPath,
    args: [cli, 'collect', project('flaky').dir, '--listen', `127.0.0.1:${port}`],
    env: {
      ...lab.env,
      GODRIFT_STATE_DIR: join(lab.dir, 'pushing'),
      OTEL_EXPORTER_OTLP_ENDPOINT: lab.stack.urls.otlp,
      OTEL_METRIC_EXPORT_INTERVAL: '500',
    },
    dir: lab.dir,
    url: `http://127.0.0.1:${port}`,
    readyPath: '/metrics',
  });
  onTestFinished(pushing.stop);
  const [host] = await until('the host', () => query(lab, 'godrift:pushing_hosts'));
  expect(host?.metric).toMatchObject({ job: 'godrift', instance: expect.stringMatching(/./) });
});

test('a channel that fails ends in one accepted delivery', async () => {
  lab.receivers.failNext('webhook', [500, 'down']);
  lab.receivers.failNext('slack', [429, 500]);
  lab.receivers.failNext('wecom', ['down', 500]);
  project('flaky').drift();
  for (const channel of ['webhook', 'slack', 'wecom'] as const)
    await until(`${channel} in the end`, () => accepted(channel, 'flaky', 'GoVersionDrift'), 120);
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  for (const channel of ['webhook', 'slack', 'wecom'] as const)
    expect(accepted(channel, 'flaky', 'GoVersionDrift')).toHaveLength(1);
  project('flaky').restore();
});
