import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { objectProblems } from '../../scripts/deploy/check-objects.ts';

test('the ServiceMonitor is one for the operator, and gives the job that the rules look for', async () => {
  const text = readFileSync('deploy/prometheus/operator/service-monitor.yaml', 'utf8');
  expect(await objectProblems(text)).toEqual([]);
  expect(parse(text)).toMatchObject({
    kind: 'ServiceMonitor',
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/name': 'godrift' } },
      endpoints: [{ port: 'metrics', relabelings: [{ targetLabel: 'job', replacement: 'godrift' }] }],
    },
  });
  expect(await objectProblems(text.replace('interval: 15s', 'interval: soon'))).toHaveLength(1);
});
