import { describe, expect, test } from 'vitest';
import { sample } from '../../src/contract/sample.ts';
import { downgradeToText } from '../../src/telemetry/downgrade-to-text.ts';
import { renderOpenMetrics } from '../../src/telemetry/prometheus.ts';
import { rollbackMeasurements } from '../../src/telemetry/rollback-samples.ts';

const labels = { project: 'p', dimension: 'modules' };
const SAMPLES = [
  sample('godrift.build.info', 1, { version: '0.1.0', revision: 'a"b\\c\nd', node: '24' }),
  sample('godrift.drift.events', 0, { ...labels, severity: 'info' }),
  sample('godrift.drift.events', 2, { ...labels, severity: 'error' }),
  sample('godrift.fingerprint', 2 ** 48 - 1, labels),
  sample('godrift.change', 0.05, labels),
  sample('godrift.snapshot.timestamp', 1795435200.25, { project: 'p' }),
];

const OPENMETRICS = `# HELP godrift_fingerprint First 48 bits of the SHA-256 over the portable facts, as a number that changes() can watch
# TYPE godrift_fingerprint gauge
godrift_fingerprint{project="p",dimension="modules"} 281474976710655
# HELP godrift_change_ratio Changed facts over the facts of both sides, 0 to 1
# TYPE godrift_change_ratio gauge
godrift_change_ratio{project="p",dimension="modules"} 0.05
# HELP godrift_snapshot_timestamp_seconds When the project was last looked at, since the epoch
# TYPE godrift_snapshot_timestamp_seconds gauge
godrift_snapshot_timestamp_seconds{project="p"} 1795435200.25
# HELP godrift_drift_events Times that drift began, by the worst severity of its findings
# TYPE godrift_drift_events counter
godrift_drift_events_total{project="p",dimension="modules",severity="info"} 0
godrift_drift_events_total{project="p",dimension="modules",severity="error"} 2
# HELP godrift_build_info This godrift, always 1
# TYPE godrift_build_info gauge
godrift_build_info{version="0.1.0",revision="a\\"b\\\\c\\nd",node="24"} 1
# EOF
`;

test('an exposition holds every sample, exactly, and nothing else', async () => {
  expect(await renderOpenMetrics(SAMPLES)).toBe(OPENMETRICS);
});

test('nothing of an exposition is left in the next one', async () => {
  await renderOpenMetrics(SAMPLES);
  expect(await renderOpenMetrics([])).toBe('\n# EOF\n');
});

test('a rollback is in the histogram, its trace an exemplar with the time of the rollback', async () => {
  const rollback = { kind: 'sdk', result: 'success', reason: 'manual', ts: 1795435200250 };
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const text = await renderOpenMetrics(
    [],
    rollbackMeasurements([
      { ...rollback, durationMs: 700, traceId },
      { ...rollback, durationMs: 40, traceId: null },
    ]),
  );
  expect(text).toContain('rollback_latency_seconds_count{kind="cache",result="failure"} 0\n');
  const labels = 'kind="sdk",result="success"';
  const exemplar = `# {trace_id="${traceId}"} 0.7 1795435200.25`;
  expect(
    text.match(/.*le="(0.05|0.5|1|\+Inf)",kind="sdk",result="s.*|.*_(sum|count){kind="sdk",result="s.*/g),
  ).toEqual([
    `rollback_latency_seconds_bucket{le="0.05",${labels}} 1`,
    `rollback_latency_seconds_bucket{le="0.5",${labels}} 1`,
    `rollback_latency_seconds_bucket{le="1",${labels}} 2 ${exemplar}`,
    `rollback_latency_seconds_bucket{le="+Inf",${labels}} 2`,
    `rollback_latency_seconds_sum{${labels}} 0.74`,
    `rollback_latency_seconds_count{${labels}} 2`,
  ]);
});

describe('the older text format', () => {
  test('has the same samples, names counters in full and knows no EOF', () => {
    expect(downgradeToText(OPENMETRICS)).toBe(
      OPENMETRICS.replace('# EOF\n', '')
        .replace('# HELP godrift_drift_events ', '# HELP godrift_drift_events_total ')
        .replace('# TYPE godrift_drift_events ', '# TYPE godrift_drift_events_total '),
    );
  });

  test('knows neither units nor exemplars, and lets label values that look like them alone', () => {
    const text = [
      '# TYPE a_seconds histogram',
      '# UNIT a_seconds seconds',
      'a_seconds_bucket{le="1",x="} 1 # {y=\\"z\\"} 2"} 17 # {trace_id="ab"} 0.5 1795435200.25',
      'a_seconds_count 17 # {trace_id="ab"} 1',
      'b{x="1 # {"} 2',
      '# EOF',
      '',
    ].join('\n');
    expect(downgradeToText(text)).toBe(
      [
        '# TYPE a_seconds histogram',
        'a_seconds_bucket{le="1",x="} 1 # {y=\\"z\\"} 2"} 17',
        'a_seconds_count 17',
        'b{x="1 # {"} 2',
        '',
      ].join('\n'),
    );
  });
});
