import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { localGoVersion } from '../../scripts/stack/projects.ts';
import { hermeticEnv, runCli, tempProject } from '../support/run-cli.ts';

const RUNNING = localGoVersion();
const [, minor = 0, patch = 0] = RUNNING.split('.').map(Number);
const NEWEST_PATCH = `1.${minor}.${patch + 1}`;
const NEWEST = `1.${minor + 1}.0`;
const RELEASES = [`1.${minor - 1}.4`, RUNNING, NEWEST_PATCH, NEWEST, `1.${minor + 2}rc1`];

/** A module proxy in a directory: Go reads it as it reads any other. */
function proxyDir(): string {
  return tempProject({
    'golang.org/toolchain/@v/list': RELEASES.map((version) => `v0.0.1-go${version}.linux-amd64\n`).join(''),
  });
}

test('with --online the module proxy says how far behind this Go is; asked once, and never drift', async () => {
  const dir = tempProject({ 'go.mod': 'module m\n\ngo 1.26\n' });
  const proxy = proxyDir();
  const env = hermeticEnv({ GOPROXY: `file://${proxy}` });
  const check = async (...args: string[]) => {
    const { stdout, exitCode } = await runCli(['check', '--json', ...args], dir, env);
    return [exitCode, JSON.parse(stdout).projects[0].upstream];
  };
  const known = {
    state: 'known',
    running: RUNNING,
    newest: NEWEST,
    newestPatch: NEWEST_PATCH,
    patch: 1,
    minor: 1,
    supported: true,
  };
  expect(await check()).toEqual([0, undefined]);
  expect(await check('--online')).toEqual([0, known]);
  rmSync(proxy, { recursive: true });
  expect(await check('--online')).toEqual([0, known]);
  const words = await runCli(['check', '--online'], dir, { ...env, LANG: 'zh_CN.UTF-8' });
  expect(words.stdout).toContain(`落后 go${NEWEST_PATCH} 1 个补丁版本，落后 go${NEWEST} 1 个次版本`);
  rmSync(join(env.GODRIFT_STATE_DIR ?? '', 'releases'), { recursive: true });
  expect(await check('--online')).toEqual([
    0,
    expect.objectContaining({ state: 'unknown', reason: 'offline' }),
  ]);
});

test('the collector states it where the host allows it', async () => {
  const dir = tempProject({ 'go.mod': 'module m\n\ngo 1.26\n' });
  const config = tempProject({ 'config.yaml': `projects: [{ dir: ${dir} }]\nonline: true\n` });
  const env = hermeticEnv({ GOPROXY: `file://${proxyDir()}` });
  const args = ['collect', '--once', '--config', join(config, 'config.yaml')];
  const { stdout } = await runCli(args, dir, env);
  expect(stdout.match(/^godrift_go_releases_behind.*$/gm)).toEqual([
    'godrift_go_releases_behind{project="m",level="patch"} 1',
    'godrift_go_releases_behind{project="m",level="minor"} 1',
  ]);
});
