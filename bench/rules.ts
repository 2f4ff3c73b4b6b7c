// How long the shipped rules take over 10,000 hosts × 100 series in the real Prometheus: `npm run bench -- rules [HOSTS]`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { stackBinary } from '../scripts/stack/build.ts';
import { freePort, startServerProcess } from '../scripts/stack/processes.ts';

const HOSTS = Number(process.argv[2] ?? 10_000);
const SHARDS = 20;
const SERIES = 100;
const INTERVAL_S = 60;
const root = join(import.meta.dirname, '..');
const dir = mkdtempSync(join(tmpdir(), 'godrift-rules-'));

/** What the sample really exposes; the hundred that rules look at first. */
function template(): readonly string[] {
  const text = execFileSync(
    process.execPath,
    [join(root, 'src/main.ts'), 'collect', '--once', join(root, 'test/fixtures/sample')],
    {
      encoding: 'utf8',
      env: { ...process.env, GODRIFT_STATE_DIR: join(dir, 'state') },
    },
  );
  return text
    .split('\n')
    .filter((line) => /^godrift_(?!drift_events|env_set)/.test(line))
    .slice(0, SERIES);
}

/** A tenth of the hosts has drifted, as the sample has; the others are in sync. */
function shard(lines: readonly string[], number: number): string {
  const out: string[] = [];
  for (let host = number; host < HOSTS; host += SHARDS) {
    const drifted = host % 10 === 0;
    for (const line of lines) {
      // In sync there is no time since when.
      if (!drifted && line.startsWith('godrift_drift_since')) continue;
      const calm =
        drifted || !/^godrift_(findings|change_ratio|drift_score|key_drifted|changed_entries)/.test(line);
      const at = line.indexOf('{');
      const end = line.lastIndexOf('}');
      out.push(
        `${line.slice(0, at)}{instance="host-${host}",${line.slice(at + 1, end)}}${calm ? line.slice(end + 1) : ' 0'}`,
      );
    }
  }
  return `${out.join('\n')}\n`;
}

const lines = template();
const pages = Array.from({ length: SHARDS }, (_, number) => shard(lines, number));
const source = createServer((request, response) => {
  response.setHeader('content-type', 'text/plain; version=0.0.4');
  response.end(pages[Number(request.url?.slice(1))]);
});
await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
const target = `127.0.0.1:${(source.address() as AddressInfo).port}`;

const shipped = parse(readFileSync(join(root, 'deploy/prometheus/prometheus.yml'), 'utf8'));
writeFileSync(
  join(dir, 'prometheus.yml'),
  stringify({
    global: {
      scrape_interval: `${INTERVAL_S}s`,
      scrape_timeout: '50s',
      evaluation_interval: `${INTERVAL_S}s`,
    },
    rule_files: shipped.rule_files.map((file: string) => join(root, 'deploy/prometheus', file)),
    scrape_configs: Array.from({ length: SHARDS }, (_, number) => ({
      job_name: `shard-${number}`,
      honor_labels: true,
      metrics_path: `/${number}`,
      static_configs: [{ targets: [target] }],
      metric_relabel_configs: [{ target_label: 'job', replacement: 'godrift' }],
    })),
  }),
);
const port = await freePort();
const prometheus = await startServerProcess({
  name: 'prometheus',
  file: stackBinary('prometheus'),
  args: [
    `--config.file=${join(dir, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(dir, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--scrape.discovery-reload-interval=200ms',
  ],
  dir,
  url: `http://127.0.0.1:${port}`,
  readyPath: '/-/ready',
});

async function api<T>(path: string): Promise<T> {
  const response = await fetch(`${prometheus.url}/api/v1/${path}`);
  return ((await response.json()) as { data: T }).data;
}

try {
  let hosts = 0;
  while (hosts < HOSTS) {
    await sleep(5_000);
    const { result } = await api<{ result: { value: [number, string] }[] }>(
      'query?query=count(godrift_go_info)',
    );
    hosts = Number(result[0]?.value[1] ?? 0);
    process.stderr.write(`${hosts} hosts scraped\n`);
  }
  // Two evaluations with everything there.
  await sleep(2 * INTERVAL_S * 1_000 + 5_000);
  const { groups } = await api<{
    groups: { name: string; evaluationTime: number; rules: { name: string; evaluationTime: number }[] }[];
  }>('rules');
  const total = groups.reduce((sum, { evaluationTime }) => sum + evaluationTime, 0);
  for (const { name, evaluationTime, rules } of groups)
    process.stdout.write(`${name.padEnd(28)} ${rules.length} rules: ${evaluationTime.toFixed(2)} s\n`);
  const slowest = groups
    .flatMap(({ rules }) => rules)
    .toSorted((a, b) => b.evaluationTime - a.evaluationTime);
  for (const { name, evaluationTime } of slowest.slice(0, 10))
    process.stdout.write(`  ${name.padEnd(38)} ${evaluationTime.toFixed(2)} s\n`);
  const series = await api<{ result: { value: [number, string] }[] }>(
    'query?query=prometheus_tsdb_head_series',
  ).catch(() => null);
  process.stdout.write(
    `${HOSTS} hosts × ${lines.length} series${series?.result[0] ? ` (${series.result[0].value[1]} in the head)` : ''}: ${total.toFixed(2)} s of ${INTERVAL_S} s: ${(total / INTERVAL_S).toFixed(3)} of the interval (target 0.1)\n`,
  );
} finally {
  await prometheus.stop();
  source.closeAllConnections();
  source.close();
  rmSync(dir, { recursive: true, force: true });
}
