import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface DataSource {
  readonly name: string;
  readonly uid: string;
  readonly type: string;
  readonly jsonData?: {
    readonly alertmanagerUid?: string;
    readonly exemplarTraceIdDestinations?: readonly {
      readonly name: string;
      readonly datasourceUid: string;
    }[];
  };
}

test('the exemplars of Prometheus lead to Jaeger, its alerts to Alertmanager', () => {
  const file = readFileSync('grafana/provisioning/datasources/godrift.yaml', 'utf8');
  const { datasources }: { datasources: readonly DataSource[] } = parse(file);
  expect(datasources.map(({ type, uid }) => [type, uid])).toEqual([
    ['prometheus', 'godrift-prometheus'],
    ['jaeger', 'godrift-jaeger'],
    ['alertmanager', 'godrift-alertmanager'],
  ]);
  const [prometheus] = datasources;
  expect(prometheus?.jsonData).toMatchObject({
    alertmanagerUid: 'godrift-alertmanager',
    exemplarTraceIdDestinations: [{ name: 'trace_id', datasourceUid: 'godrift-jaeger' }],
  });
});

test('the dashboards are loaded from files, and edits stay in the repository', () => {
  const { providers } = parse(readFileSync('grafana/provisioning/dashboards/godrift.yaml', 'utf8'));
  expect(providers).toEqual([
    {
      name: 'godrift',
      type: 'file',
      folder: 'godrift',
      allowUiUpdates: false,
      updateIntervalSeconds: 30,
      options: { path: '/var/lib/grafana/dashboards/godrift' },
    },
  ]);
});
