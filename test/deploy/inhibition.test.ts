import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { localAlertmanagerConfig } from '../../scripts/deploy/alertmanager-config.ts';
import { stackBinary } from '../../scripts/stack/build.ts';
import { freePort, startServerProcess } from '../../scripts/stack/processes.ts';
import { prepareServers } from '../support/prepare.ts';
import { tempProject } from '../support/run-cli.ts';

prepareServers('alertmanager');

type Labels = Readonly<Record<string, string>>;

/** What fires at once on a project of its own → the alerts that Alertmanager then holds back. */
const SCENES: Readonly<
  Record<string, { readonly firing: readonly Labels[]; readonly held: readonly string[] }>
> = {
  'in its grace, drift': {
    firing: [
      { alertname: 'GoDriftGrace', instance: 'a' },
      { alertname: 'GoDriftDetected', instance: 'a', dimension: 'tools' },
      { alertname: 'GoVersionDrift', instance: 'a', dimension: 'go_version' },
      { alertname: 'GoVersionDrift', instance: 'b', dimension: 'go_version' },
      { alertname: 'GoFleetDivergence', dimension: 'modules' },
      { alertname: 'GoModuleChecksumMismatch', instance: 'a' },
    ],
    held: ['GoDriftDetected a', 'GoFleetDivergence', 'GoVersionDrift a'],
  },
  'with a checksum mismatch, the drift of modules': {
    firing: [
      { alertname: 'GoModuleChecksumMismatch', instance: 'a' },
      { alertname: 'GoDriftDetected', instance: 'a', dimension: 'modules' },
      { alertname: 'GoDriftDetected', instance: 'b', dimension: 'modules' },
      { alertname: 'GoDriftDetected', instance: 'a', dimension: 'build_env' },
    ],
    held: ['GoDriftDetected a'],
  },
  'where dimensions cannot be collected, the stale snapshot': {
    firing: [
      { alertname: 'GoDriftCollectorFailing', instance: 'a', dimension: 'modules' },
      { alertname: 'GoDriftSnapshotStale', instance: 'a' },
      { alertname: 'GoDriftSnapshotStale', instance: 'b' },
    ],
    held: ['GoDriftSnapshotStale a'],
  },
  'of a host that does not answer, what else is not known': {
    firing: [
      { alertname: 'GoDriftExporterDown', instance: 'down' },
      { alertname: 'GoDriftSnapshotStale', instance: 'down' },
      { alertname: 'GoDriftCollectorFailing', instance: 'down', dimension: 'tools' },
    ],
    held: ['GoDriftCollectorFailing down', 'GoDriftSnapshotStale down'],
  },
};

test('Alertmanager holds back what another alert explains, and nothing of another host or project', async () => {
  const url = await startAlertmanager();
  const alerts = Object.entries(SCENES).flatMap(([project, { firing }]) =>
    firing.map((labels) => ({ labels: { severity: 'warning', source: 'godrift', project, ...labels } })),
  );
  const headers = { 'content-type': 'application/json' };
  const posted = await fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers,
    body: JSON.stringify(alerts),
  });
  expect(posted.status).toBe(200);
  // It takes them in beside its answer.
  await vi.waitFor(async () =>
    expect(await heldBack(url)).toEqual(
      Object.entries(SCENES)
        .flatMap(([project, { held }]) => held.map((alert) => `${project}: ${alert}`))
        .toSorted(),
    ),
  );
});

async function heldBack(url: string): Promise<readonly string[]> {
  const response = await fetch(`${url}/api/v2/alerts?active=false&inhibited=true`);
  const alerts = (await response.json()) as readonly { readonly labels: Labels }[];
  return alerts
    .map(
      ({ labels }) => `${labels.project}: ${[labels.alertname, labels.instance].filter(Boolean).join(' ')}`,
    )
    .toSorted();
}

async function startAlertmanager(): Promise<string> {
  const dir = tempProject();
  const nowhere = 'http://127.0.0.1:9/';
  const urls = { slackUrl: nowhere, webhookUrl: nowhere, wecomUrl: nowhere };
  const file = join(dir, 'alertmanager.yml');
  writeFileSync(file, localAlertmanagerConfig({ ...urls, dir, groupWait: '1h' }));
  const port = await freePort();
  const server = await startServerProcess({
    name: 'alertmanager',
    file: stackBinary('alertmanager'),
    args: [
      `--config.file=${file}`,
      `--storage.path=${join(dir, 'alertmanager')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    dir,
    url: `http://127.0.0.1:${port}`,
    readyPath: '/-/ready',
  });
  onTestFinished(server.stop);
  return server.url;
}
