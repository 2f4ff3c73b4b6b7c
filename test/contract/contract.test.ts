import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LABELS, SPAN_ATTRIBUTES } from '../../src/contract/attributes.ts';
import { renderTelemetryDocs } from '../../src/contract/docs.ts';
import type { MetricDefinition, MetricType, Unit } from '../../src/contract/metric-definition.ts';
import { METRIC_NAMES, METRICS } from '../../src/contract/metrics.ts';
import { promName } from '../../src/contract/prom-name.ts';
import { sample } from '../../src/contract/sample.ts';
import { SPANS } from '../../src/contract/spans.ts';

const metrics = METRIC_NAMES.map((name): [string, MetricDefinition] => [name, METRICS[name]]);

describe('the names that Prometheus sees', () => {
  test.each<[string, Unit | null, MetricType, string]>([
    ['godrift.go.info', null, 'gauge', 'godrift_go_info'],
    ['godrift.change', '1', 'gauge', 'godrift_change_ratio'],
    ['godrift.findings', '{finding}', 'gauge', 'godrift_findings'],
    ['godrift.drift.since.timestamp', 's', 'gauge', 'godrift_drift_since_timestamp_seconds'],
    ['godrift.build_cache.size', 'By', 'gauge', 'godrift_build_cache_size_bytes'],
    ['rollback.count', '{rollback}', 'counter', 'rollback_count_total'],
    ['rollback.latency', 's', 'histogram', 'rollback_latency_seconds'],
    ['some.requests', '1', 'counter', 'some_requests_total'],
    ['some.seconds.left', 's', 'gauge', 'some_seconds_left'],
  ])('%s with unit %s as a %s is %s', (name, unit, type, expected) => {
    expect(promName(name, unit, type)).toBe(expected);
  });

  test('no two metrics share one', () => {
    const names = metrics.map(([name, { unit, type }]) => promName(name, unit, type));
    expect(new Set(names).size).toBe(names.length);
  });

  test('none names a type, and suffixes that Prometheus reserves are on the types they belong to', () => {
    const wrong = metrics
      .map(([name, { unit, type }]) => ({ type, name: promName(name, unit, type) }))
      .filter(
        ({ type, name }) =>
          /_(gauge|counter|histogram|summary)(_|$)/.test(name) ||
          /_(count|sum|bucket)$/.test(name) ||
          name.endsWith('_total') !== (type === 'counter'),
      );
    expect(wrong).toEqual([]);
  });
});

describe('the table of metrics', () => {
  test('labels are described, and none is left to the scraper', () => {
    const keys = new Set(metrics.flatMap(([, { labels }]) => labels));
    expect([...keys].filter((key) => LABELS[key] === undefined)).toEqual([]);
    expect(Object.keys(LABELS).filter((key) => !keys.has(key))).toEqual([]);
    const reserved = ['env', 'environment', 'service', 'stage', 'job', 'instance'];
    expect(reserved.filter((key) => keys.has(key))).toEqual([]);
  });

  test('a metric waits for something exactly while it is pending', () => {
    expect(
      metrics.filter(([, { status, waitsFor }]) => (status === 'pending') !== (waitsFor !== null)),
    ).toEqual([]);
  });

  test('descriptions need no escaping in any format', () => {
    expect(metrics.filter(([, { brief }]) => /["\\|\n]/.test(brief))).toEqual([]);
  });

  test('the compiler checks the name and the label keys of a sample', () => {
    const labels = { project: 'p', dimension: 'modules', severity: 'error' };
    expect(sample('godrift.findings', 3, labels)).toEqual({ metric: 'godrift.findings', value: 3, labels });
    // @ts-expect-error: no such metric
    sample('godrift.finding', 3, labels);
    // @ts-expect-error: a label is missing
    sample('godrift.findings', 3, { project: 'p', dimension: 'modules' });
    // @ts-expect-error: a label too many
    sample('godrift.findings', 3, { ...labels, key: 'x' });
    // @ts-expect-error: a histogram is no sample
    sample('rollback.latency', 3, { kind: 'sdk', result: 'success' });
  });
});

test('every span attribute belongs to a span', () => {
  const used = new Set<string>(Object.values(SPANS).flatMap((span) => span.attributes));
  expect(Object.keys(SPAN_ATTRIBUTES).filter((name) => !used.has(name))).toEqual([]);
});

test('docs/telemetry.md is what the contract says', () => {
  expect(readFileSync('docs/telemetry.md', 'utf8')).toBe(renderTelemetryDocs());
});
