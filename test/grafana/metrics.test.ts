import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DASHBOARDS } from '../../grafana/src/dashboards.ts';
import { panelExpressions } from '../../grafana/src/panel-expressions.ts';
import { metric } from '../../grafana/src/promql.ts';
import { UNUSED_METRICS } from '../../grafana/unused-metrics.ts';
import { METRIC_NAMES, METRICS } from '../../src/contract/metrics.ts';
import { metricNames } from './metric-names.ts';

const EXPRESSIONS = panelExpressions({
  project: '.*',
  instance: '.*',
  __rate_interval: '1m',
  __range: '1h',
});
const CONTRACT = METRIC_NAMES.flatMap((name) =>
  METRICS[name].type === 'histogram'
    ? (['bucket', 'sum', 'count'] as const).map((part) => metric(name, part))
    : [metric(name)],
);

test('names are found in PromQL', () => {
  const expr =
    'sum by (le, kind) (rate(a_b{x="y z"}[1h])) / on (k) group_left (v) max(c:d{e=~"(f|g)"} > bool 1) or vector(0)';
  expect(metricNames(expr)).toEqual(['a_b', 'c:d']);
});

test('every metric on a dashboard is in the contract or a recording rule', () => {
  const variables = DASHBOARDS.flatMap(({ templating }) =>
    (templating.list ?? []).flatMap(({ definition }) => definition?.match(/\((\w+)\{/)?.[1] ?? []),
  );
  expect(new Set(variables).size).toBe(2);
  const named = [...variables, ...EXPRESSIONS.flatMap(({ expr }) => metricNames(expr))];
  const strange = named.filter((name) => !CONTRACT.includes(name) && !name.startsWith('godrift:'));
  expect(strange).toEqual([]);
});

test('every expression chooses hosts, and projects where the metric has them', () => {
  const loose = EXPRESSIONS.flatMap(({ expr }) => [
    ...expr.matchAll(/(?<![\w:])(godrift|rollback)_\w+(\{[^}]*\})?/g),
  ])
    .map(([selector]) => selector)
    .filter((selector) => !selector.includes('{job="godrift", instance=~'));
  expect(loose).toEqual([]);
  const left = EXPRESSIONS.filter(({ expr }) => /\$(?!1")/.test(expr));
  expect(left).toEqual([]);
});

test('every metric of the contract is on a dashboard, in a rule, or unused for a reason', () => {
  const rules = ruleTexts().join('\n');
  const used = METRIC_NAMES.filter(
    (name) =>
      EXPRESSIONS.some(({ metrics }) => metrics.includes(name)) ||
      new RegExp(`\\b${metric(name)}(_bucket|_sum|_count)?\\b`).test(rules),
  );
  const reasons: Readonly<Record<string, string>> = UNUSED_METRICS;
  const forgotten = METRIC_NAMES.filter((name) => !used.includes(name) && reasons[name] === undefined);
  expect({ forgotten, excused: used.filter((name) => reasons[name] !== undefined) }).toEqual({
    forgotten: [],
    excused: [],
  });
});

function ruleTexts(): readonly string[] {
  const dir = 'deploy/prometheus/rules';
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((file) => /\.ya?ml$/.test(file))
    .map((file) => readFileSync(join(dir, file), 'utf8'));
}
