import { afterAll, beforeAll, expect, test } from 'vitest';
import { panelExpressions } from '../../grafana/src/panel-expressions.ts';
import { ruleGroups } from '../../scripts/deploy/rule-files.ts';
import { localGoVersion } from '../../scripts/stack/projects.ts';
import { type Lab, query, startLab, until } from './support/lab.ts';

let lab: Lab;
const range = { start: 0, end: 0 };

beforeAll(async () => {
  lab = await startLab(['shop'], {});
  const { shop } = lab.projects;
  range.start = Date.now() / 1_000;
  await until('the first scrape', () => query(lab, 'godrift_go_info{project="shop"}'));
  await shop?.deploy('d1');
  shop?.drift();
  await until('the drift', () => query(lab, 'godrift_drift_state{project="shop",state="drifted"} == 1'));
  await shop?.deploy('d2');
  await until('two deployments', () => query(lab, 'godrift_deployment_change_ratio{project="shop"}'));
  // Against what was deployed last, what was there before is a drift too.
  shop?.restore();
  await until('another drift', () =>
    query(lab, 'godrift_change_ratio{project="shop",dimension="modules"} > 0'),
  );
  const rollback = await lab.godrift(
    ['rollback', 'sdk', '--to', localGoVersion(), '--scope', 'user'],
    shop?.dir,
  );
  expect(rollback.stderr).toBe('');
  await until('the rollback', () =>
    query(lab, 'count_over_time((rollback_latency_seconds_count == 1)[30s:1s]) > 3'),
  );
  await until('a few scrapes', () => query(lab, 'count_over_time(godrift_go_info[1m]) > 5'));
  range.end = Date.now() / 1_000;
});

afterAll(() => lab?.close());

const panels = panelExpressions({ project: 'shop', instance: '.*', __rate_interval: '1m', __range: '1m' });

test.each(panels.filter(({ pending }) => !pending))(
  '$dashboard, $panel: $expr',
  async ({ expr, instant }) => {
    if (instant) return expect(await query(lab, expr)).not.toEqual([]);
    const { start, end } = range;
    const parameters = new URLSearchParams({ query: expr, start: `${start}`, end: `${end}`, step: '1' });
    const response = await fetch(`${lab.stack.urls.prometheus}/api/v1/query_range?${parameters}`);
    const { data, error } = (await response.json()) as { data?: { result: unknown[] }; error?: string };
    expect(error).toBeUndefined();
    expect(data?.result).not.toEqual([]);
  },
);

test('every rule is evaluated without an error', async () => {
  const response = await fetch(`${lab.stack.urls.prometheus}/api/v1/rules`);
  const { data } = (await response.json()) as {
    data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] };
  };
  const evaluated = data.groups.flatMap(({ rules }) => rules);
  expect(evaluated.filter(({ health }) => health !== 'ok')).toEqual([]);
  const shipped = ruleGroups().flatMap(({ rules }) => rules.map(({ alert, record }) => alert ?? record));
  for (const name of shipped) expect(evaluated.map((rule) => rule.name)).toContain(name);
});

test('each recorded series of a drifted, deployed project has a value', async () => {
  const records = ruleGroups()
    .flatMap(({ rules }) => rules)
    .flatMap(({ record }) => (record === undefined ? [] : [record]));
  const empty: string[] = [];
  for (const record of new Set(records))
    if ((await query(lab, `last_over_time(${record}[5m])`)).length === 0) empty.push(record);
  // Nobody is on the allow-list here, and nobody pushes.
  const absent = ['godrift:allowlisted', 'godrift:nothing_known', 'godrift:pushing_hosts'];
  expect(empty.filter((record) => !absent.includes(record))).toEqual([]);
});
