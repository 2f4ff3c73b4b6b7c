import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fetchModule } from '../support/fetch-module.ts';
import { hermeticEnv, runCli } from '../support/run-cli.ts';

test('bbolt is clean under the Go that it declares, after baseline write', async () => {
  const env = hermeticEnv({ GOTOOLCHAIN: 'go1.23.12' });
  const dir = fetchModule('go.etcd.io/bbolt@v1.4.3', env);
  execFileSync('go', ['mod', 'download'], { cwd: dir, env });
  expect(await runCli(['baseline', 'write'], dir, env)).toMatchObject({ exitCode: 0, stderr: '' });
  const { exitCode, stdout } = await runCli(['check', '--json'], dir, env);
  expect([exitCode, JSON.parse(stdout).result]).toEqual([0, 'ok']);
});

test('Prometheus is bad input with the go.work it ships, and has 419 modules without', async () => {
  const env = hermeticEnv();
  const dir = fetchModule('github.com/prometheus/prometheus@v0.316.0', env);
  const shipped = await runCli(['check', '--json', '--only', 'modules'], dir, env);
  expect(shipped.exitCode).toBe(2);
  const { errors } = JSON.parse(shipped.stdout) as { errors: readonly { file: string; message: string }[] };
  expect(errors.every(({ file }) => file === join(dir, 'go.work'))).toBe(true);
  expect(errors.map(({ message }) => /^use (\S+):/.exec(message)?.[1])).toEqual([
    './compliance',
    './documentation/examples/remote_storage',
    './internal/tools',
    './web/ui/mantine-ui/src/promql/tools',
  ]);
  rmSync(join(dir, 'go.work'));
  execFileSync('go', ['mod', 'download'], { cwd: dir, env });
  const { stdout } = await runCli(['check', '--json', '--only', 'modules'], dir, env);
  expect(JSON.parse(stdout).projects[0].dimensions[0]).toMatchObject({ state: 'in_sync', entries: 419 });
});
