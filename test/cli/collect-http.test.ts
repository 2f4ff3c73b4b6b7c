import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { freePort } from '../../scripts/stack/processes.ts';
import { hermeticEnv, runCli, startCli, tempProject } from '../support/run-cli.ts';

const root = join(import.meta.dirname, '../..');
const MODULE = { 'go.mod': 'module example.com/shop\n\ngo 1.20\n' };
const hasHtpasswd = spawnSync('htpasswd', ['-h']).error === undefined;
if (!hasHtpasswd) console.log('not run: the documented commands need htpasswd (apache2-utils)');

test.runIf(hasHtpasswd)('the commands of docs/security-http.md end in metrics', async () => {
  const text = readFileSync(join(root, 'docs/security-http.md'), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');
  expect(blocks.length).toBe(2);
  const script = [
    'set -eu',
    // The job is the collector itself, so that it ends with the script.
    'godrift() { exec node "$MAIN" "$@" >collector.log 2>&1; }',
    "trap 'kill $!; wait' EXIT",
    ...blocks,
  ].join('\n');
  const { stdout, stderr, exitCode } = await execa(
    'bash',
    ['-c', script.replaceAll(':9464', `:${await freePort()}`)],
    {
      cwd: tempProject(MODULE),
      env: { ...hermeticEnv(), PASSWORD: 'correct horse', MAIN: join(root, 'src/main.ts') },
      extendEnv: false,
      reject: false,
      timeout: 60_000,
    },
  );
  expect([stderr.replace(/^[.+*-]+$/gm, '').trim(), exitCode]).toEqual(['', 0]);
  expect(stdout).toContain('godrift_go_info{project="example.com/shop"');
});

test('beyond loopback, a web configuration file without credentials is refused with the reason', async () => {
  const dir = tempProject({ ...MODULE, 'web.yml': 'http_server_config: {}\n' });
  const args = ['collect', '--listen', '0.0.0.0:0', '--web.config.file', 'web.yml'];
  const result = await runCli(args, dir, hermeticEnv());
  expect([result.exitCode, result.stdout]).toEqual([2, '']);
  expect(result.stderr).toContain(
    'web.yml: serving beyond loopback needs tls_server_config, and basic_auth_users',
  );
  const broken = await runCli(['collect', '--web.config.file', 'none.yml'], dir, hermeticEnv());
  expect([broken.exitCode, broken.stderr]).toEqual([
    2,
    expect.stringContaining('none.yml: there is no such file'),
  ]);
});

test('the status page and its JSON are served, with links of the host’s configuration', async () => {
  const dir = tempProject(MODULE);
  const port = await freePort();
  const config = tempProject({
    'config.yaml': `projects: [{dir: ${dir}}]\nlisten: 127.0.0.1:${port}\ninterval: 200ms\nlinks:\n  jaeger: https://jaeger.example\n`,
  });
  const child = startCli(['--config', join(config, 'config.yaml'), 'collect'], config, hermeticEnv());
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 200; tries++) {
    if (
      await fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const status = await (await fetch(`${url}/api/v1/status`)).json();
  expect(status).toMatchObject({
    ...{ schema: 'godrift.status/v1', result: 'drift', rollbacks: [] },
    collector: { ready: true, intervalMs: 200, problems: [] },
    projects: [{ project: 'example.com/shop', dir, baseline: 'none', deployments: [], inGrace: false }],
  });
  const page = await fetch(url);
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(await page.text()).toContain('1 project has drifted');
  child.kill('SIGTERM');
  expect((await child).exitCode).toBe(0);
});

test('a link that is no web address is an error by file and line', async () => {
  for (const link of ['javascript:alert(1)', 'https://user:pw@jaeger', 'jaeger:16686']) {
    const dir = tempProject({
      ...MODULE,
      'config.yaml': `projects: [{dir: .}]\nlinks:\n  jaeger: ${link}\n`,
    });
    const result = await runCli(['--config', 'config.yaml', 'collect', '--once'], dir, hermeticEnv());
    expect([link, result.exitCode]).toEqual([link, 2]);
    expect(result.stderr).toContain('config.yaml:3: links.jaeger: expected a URL');
  }
});
