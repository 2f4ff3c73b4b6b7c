import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test, vi } from 'vitest';
import { prepareServers } from '../support/prepare.ts';

prepareServers('prometheus', 'alertmanager', 'otelcol', 'jaeger');

test('npm run stack tells each URL, has drift that alerts, and ends without a trace', async () => {
  const run = execa(process.execPath, [join(import.meta.dirname, '../../scripts/stack/run.ts')], {
    reject: false,
    stdin: 'ignore',
  });
  onTestFinished(() => void run.kill('SIGKILL'));
  let output = '';
  run.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const told = (pattern: RegExp, timeout: number) =>
    vi.waitFor(() => expect(output).toMatch(pattern), { timeout, interval: 200 });
  await told(/Ctrl-C ends it/, 90_000);
  const urls = [...output.matchAll(/^(.*?) +(http:\S+)$/gm)].map(([, name, url]) => [name, url] as const);
  expect(urls.map(([name]) => name)).toEqual([
    ...[
      'godrift (host-a)',
      'godrift (host-b)',
      'Prometheus',
      'Alertmanager',
      'Jaeger (API)',
      'OTLP over HTTP',
    ],
  ]);
  await told(/^webhook: .*GoVersionDrift.*billing/m, 150_000);
  run.kill('SIGINT');
  const { exitCode, stderr } = await run;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  for (const [name, url = ''] of urls) await expect(fetch(url), name).rejects.toThrow();
  const logs = /^logs +(\S+)$/m.exec(output)?.[1] ?? '';
  expect(existsSync(dirname(logs))).toBe(false);
}, 300_000);
