import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ruleGroups, rulesDir, settingProblems } from '../../scripts/deploy/rule-files.ts';
import { METRICS, type MetricName } from '../../src/contract/metrics.ts';
import { promName } from '../../src/contract/prom-name.ts';

const root = join(import.meta.dirname, '../..');
const rules = ruleGroups().flatMap((group) => group.rules);
const alerts = rules.filter(({ alert }) => alert !== undefined);
const tests = readdirSync(join(root, 'deploy/prometheus/tests')).flatMap(
  (name) =>
    (
      parse(readFileSync(join(root, 'deploy/prometheus/tests', name), 'utf8')) as {
        tests: { name: string }[];
      }
    ).tests,
);

test.each(alerts.map(({ alert }) => alert ?? ''))('%s is tested, explained and linked', (alert) => {
  for (const kind of ['firing', 'quiet', 'boundary'])
    expect(tests.filter(({ name }) => name.startsWith(`${alert}: ${kind}: `)).length).toBeGreaterThan(0);
  const { labels, annotations } = alerts.find((rule) => rule.alert === alert) ?? {};
  expect(labels).toMatchObject({
    severity: expect.stringMatching(/^(info|warning|critical)$/),
    source: 'godrift',
  });
  expect(Object.keys(annotations ?? {}).toSorted()).toEqual([
    'dashboard_url',
    'description',
    'runbook_url',
    'summary',
    'summary_zh',
  ]);
  expect(annotations?.runbook_url).toMatch(new RegExp(`/docs/runbooks/${alert}\\.md$`));
  const runbook = readFileSync(join(root, `docs/runbooks/${alert}.md`), 'utf8');
  for (const part of [`# ${alert}\n`, '## Confirm', '## Mend', '## When to silence'])
    expect(runbook).toContain(part);
  const uid = /^\/d\/([\w-]+)/.exec(annotations?.dashboard_url ?? '')?.[1];
  expect(readdirSync(join(root, 'grafana/dashboards'))).toContain(`${uid}.json`);
});

test('every promtool test evaluates the settings first, as else it passes only by chance', () => {
  const groups = ruleGroups().map(({ name }) => name);
  for (const name of readdirSync(join(root, 'deploy/prometheus/tests'))) {
    const file = parse(readFileSync(join(root, 'deploy/prometheus/tests', name), 'utf8'));
    expect([name, file.group_eval_order]).toEqual([name, groups]);
  }
});

test('rules name only metrics of the contract and series that they record', () => {
  const known = new Set([
    ...(Object.keys(METRICS) as MetricName[]).flatMap((name) => {
      const { unit, type } = METRICS[name];
      const exposed = promName(name, unit, type);
      return [exposed, `${exposed}_bucket`];
    }),
    ...rules.flatMap(({ record }) => (record === undefined ? [] : [record])),
    'up',
  ]);
  const named = rules.flatMap(({ expr }) => [
    ...expr.replaceAll(/"[^"]*"/g, '""').matchAll(/(?<![\w:])(godrift[\w:]*|rollback_\w+|up)(?=[{\s[)]|$)/g),
  ]);
  expect([...new Set(named.map((match) => match[1]))].filter((name) => !known.has(name ?? ''))).toEqual([]);
  expect(named.length).toBeGreaterThan(50);
});

test('a setting out of its range is told by its line', () => {
  const file = 'rules/godrift-settings.yml';
  const text = readFileSync(join(rulesDir, 'godrift-settings.yml'), 'utf8');
  expect(settingProblems(text, file)).toEqual([]);
  const line = text.split('\n').findIndex((one) => one.includes('vector(0.3)')) + 1;
  expect(settingProblems(text.replace('vector(0.3)', 'vector(3)'), file)).toEqual([
    `${file}:${line}: godrift:threshold:drift_score must be vector(N) with N a score from 0 to 1, not vector(3)`,
  ]);
  expect(settingProblems(text.replace('vector(900)', 'many'), file)).toHaveLength(1);
  const own = (record: string, labels: string) =>
    `${text}      - record: ${record}\n        expr: vector(1)\n        labels: ${labels}\n`;
  const last = text.split('\n').length;
  expect(settingProblems(own('godrift:threshold:drift_score', '{project: shop}'), file)).toEqual([]);
  expect(settingProblems(own('godrift:threshold:drift_scor', '{project: shop}'), file)).toEqual([
    `${file}:${last}: godrift:threshold:drift_scor is no setting`,
  ]);
  // With no project it would be a second default, and two are none.
  for (const labels of ['{projects: shop}', '{project: ""}', '{project: shop, team: a}'])
    expect(settingProblems(own('godrift:threshold:drift_score', labels), file)).toEqual([
      `${file}:${last}: godrift:threshold:drift_score of a project has the one label project`,
    ]);
  expect(settingProblems('groups: [', file)[0]).toMatch(/^rules\/godrift-settings.yml:1: /);
});
