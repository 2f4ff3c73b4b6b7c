import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localGoVersion } from '../../scripts/stack/projects.ts';
import { type Lab, query, startLab, until } from './support/lab.ts';

const OTHER = 'go1.25.4';
let lab: Lab;

beforeAll(async () => {
  // Into the user's module cache, where the lab's Go finds it.
  execFileSync('go', ['version'], { env: { ...process.env, GOTOOLCHAIN: OTHER }, cwd: '/' });
  const GOMODCACHE = execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim();
  lab = await startLab(['shop'], {}, { GOMODCACHE });
  await until('the first scrape', () => query(lab, 'godrift_go_info{project="shop"}'));
});

afterAll(() => lab?.close());

interface Span {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly { refType: string; traceID: string; spanID: string }[];
  readonly tags: readonly { key: string; value: unknown }[];
}

async function spansOf(traceId: string): Promise<readonly Span[]> {
  const response = await fetch(`${lab.stack.urls.jaeger}/api/traces/${traceId}`);
  if (!response.ok) return [];
  const { data } = (await response.json()) as { data: readonly { spans: readonly Span[] }[] };
  return data[0]?.spans ?? [];
}

function spanNamed(traceId: string, name: string): Promise<Span> {
  return until(`${name} in Jaeger`, async () =>
    (await spansOf(traceId)).find(({ operationName }) => operationName === name),
  );
}

test('drift, its alert, the rollback, and the recovery: counted once, on record, one trace linked to the drift', async () => {
  const shop = lab.projects.shop?.dir ?? '';
  const version = `go${localGoVersion()}`;
  const before = 'rollback_count_total{kind="sdk",result="success",reason="drift"}';
  await until('a counter from 0', () => query(lab, `${before} == 0`));

  // Someone has pinned another Go for everything that this user builds.
  writeFileSync(lab.goEnvFile, `# mine\nGOTOOLCHAIN=${OTHER}\n`);
  await until('the drift', () =>
    query(lab, 'godrift_drift_state{project="shop",dimension="go_version",state="drifted"} == 1'),
  );
  const firing = 'ALERTS{alertname="GoVersionDrift",alertstate="firing",project="shop"}';
  await until('the alert', () => query(lab, firing));
  await until('Slack', () => lab.receivers.accepted('slack', 'GoVersionDrift'));

  const args = ['rollback', 'sdk', '--to', version, '--scope', 'user', '--reason', 'drift', '--json'];
  const { exitCode, stdout, stderr } = await lab.godrift(args, shop);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'sdk', from: OTHER, to: version, result: 'success' });
  expect(readFileSync(lab.goEnvFile, 'utf8')).toBe(`# mine\nGOTOOLCHAIN=${version}\n`);

  await until('the recovery', () =>
    query(lab, 'godrift_drift_state{project="shop",dimension="go_version",state="in_sync"} == 1'),
  );
  await until('the end of the alert', async () => ((await query(lab, firing)).length === 0 ? true : null));
  await until('one rollback', () => query(lab, `${before} == 1`));

  const verified = await lab.godrift(['audit', 'verify']);
  expect(verified.exitCode).toBe(0);
  const { stdout: exported } = await lab.godrift(['audit', 'export']);
  const entries = exported
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(entries).toHaveLength(1);
  expect(entries[0]).toMatchObject({
    kind: 'sdk',
    reason: 'drift',
    from: OTHER,
    to: version,
    result: 'success',
  });

  const traceId = String(entries[0]?.trace_id);
  const rollback = await spanNamed(traceId, 'rollback.sdk');
  expect(rollback.spanID).toBe(entries[0]?.span_id);
  expect(Object.fromEntries(rollback.tags.map(({ key, value }) => [key, value]))).toMatchObject({
    'rollback.reason': 'drift',
    'rollback.from': OTHER,
    'rollback.to': version,
    'rollback.result': 'success',
  });
  const step = await spanNamed(traceId, 'rollback.step');
  expect(step.references).toMatchObject([{ refType: 'CHILD_OF', spanID: rollback.spanID }]);
  const link = rollback.references.find(({ refType }) => refType === 'FOLLOWS_FROM');
  const drift = await spanNamed(link?.traceID ?? '', 'godrift.drift');
  expect({
    drift: drift.spanID,
    dimension: drift.tags.find(({ key }) => key === 'godrift.dimension')?.value,
  }).toEqual({
    drift: link?.spanID,
    dimension: 'go_version',
  });

  const exemplars = await until('the exemplar', async () => {
    const range = `start=${Date.now() / 1_000 - 600}&end=${Date.now() / 1_000}`;
    const response = await fetch(
      `${lab.stack.urls.prometheus}/api/v1/query_exemplars?query=rollback_latency_seconds_bucket&${range}`,
    );
    const { data } = (await response.json()) as { data: { exemplars: { labels: object }[] }[] };
    return data.flatMap((series) => series.exemplars.map(({ labels }) => labels));
  });
  expect(exemplars).toEqual([{ trace_id: traceId }]);
});
