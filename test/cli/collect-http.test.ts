import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../../scripts/stack/processes.ts';
import { hermeticEnv, runCli, startCli, tempProject } from '../support/run-cli.ts';

const MODULE = { 'go.mod': 'module example.com/shop\n\ngo 1.20\n' };

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
