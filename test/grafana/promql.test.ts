import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { panelExpressions } from '../../grafana/src/panel-expressions.ts';
import { metric } from '../../grafana/src/promql.ts';
import { METRIC_NAMES, METRICS } from '../../src/contract/metrics.ts';
import { prepareServers } from '../support/prepare.ts';
import { promtool } from '../support/promtool.ts';

prepareServers('promtool');

const EXPRESSIONS = panelExpressions({
  project: 'shop|site',
  instance: '.*',
  __rate_interval: '2m',
  __range: '10m',
});
/** Of a closed set, what the expressions select; anything else is `x`. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  project: ['shop', 'site'],
  dimension: ['go_version', 'build_env', 'tools'],
  state: ['drifted', 'unknown'],
  severity: ['error', 'warning'],
  result: ['success', 'failure'],
  rank: ['1', '2', '3'],
};
const THRESHOLDS = [
  ['godrift:threshold:drift_score', '0.3'],
  ['godrift:threshold:drift_score{project="shop"}', '0.6'],
  ['godrift:threshold:change_ratio', '0.05'],
  ['godrift:grace_period_seconds', '900'],
  ['godrift:allowlisted{project="site"}', '1'],
] as const;

test('every expression has a result in Prometheus itself where every metric has series', () => {
  expect(
    withoutResult(
      EXPRESSIONS.map(({ expr }) => expr),
      THRESHOLDS,
    ),
  ).toEqual([]);
});

test('every expression has a result without the recording rules', () => {
  expect(
    withoutResult(
      EXPRESSIONS.map(({ expr }) => expr),
      [],
    ),
  ).toEqual([]);
});

test('an expression without a result is found', () => {
  expect(withoutResult(['godrift_findings', 'godrift_lost{x="y"}'], [])).toEqual(['godrift_lost{x="y"}']);
});

/** The expressions that are empty, by the engine of the real promtool, and what else it complains of. */
function withoutResult(
  expressions: readonly string[],
  rules: readonly (readonly [series: string, value: string])[],
): readonly string[] {
  const dir = mkdtempSync(join(tmpdir(), 'godrift-promql-'));
  const file = join(dir, 'expressions.json');
  const unit = {
    tests: [
      {
        interval: '15s',
        input_series: [
          ...series(),
          ...rules.map(([name, value]) => ({ series: name, values: `${value}x40` })),
        ],
        promql_expr_test: expressions.map((expr) => ({
          expr: wrapped(expr),
          eval_time: '5m',
          exp_samples: [{ labels: '{}', value: 1 }],
        })),
      },
    ],
  };
  writeFileSync(file, JSON.stringify(unit));
  const { status, stdout, stderr } = spawnSync(promtool(), ['test', 'rules', file], { encoding: 'utf8' });
  rmSync(dir, { recursive: true });
  const empty = expressions.filter((expr) => `${stdout}${stderr}`.includes(JSON.stringify(wrapped(expr))));
  return status === 0 || empty.length > 0 ? empty : [stdout + stderr];
}

function wrapped(expr: string): string {
  return `count(${expr}) > bool 0`;
}

/** Two hosts with every metric of the contract; numbers grow, states and constant-1 series stay. */
function series(): readonly { series: string; values: string }[] {
  return METRIC_NAMES.flatMap((name) => {
    const { type, unit, labels } = METRICS[name];
    const constant = unit === null && name !== 'godrift.fingerprint';
    const parts = type === 'histogram' ? (['bucket', 'sum', 'count'] as const) : [undefined];
    return parts.flatMap((part) =>
      product(['instance', ...labels, ...(part === 'bucket' ? ['le'] : [])]).map((set) => ({
        series: `${metric(name, part)}{job="godrift",${set}}`,
        values: constant ? '1x40' : '1+1x40',
      })),
    );
  });
}

function product(labels: readonly string[]): readonly string[] {
  const values: Readonly<Record<string, readonly string[]>> = {
    ...VALUES,
    instance: ['a', 'b'],
    le: ['1', '5', '+Inf'],
  };
  return labels.reduce<readonly string[]>(
    (sets, label) =>
      sets.flatMap((set) =>
        (values[label] ?? ['x']).map((value) => `${set}${set === '' ? '' : ','}${label}="${value}"`),
      ),
    [''],
  );
}
