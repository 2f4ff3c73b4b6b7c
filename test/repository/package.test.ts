import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { lastingDirectory } from '../support/lasting-directory.ts';
import { hermeticEnv, tempProject } from '../support/run-cli.ts';

const root = join(import.meta.dirname, '../..');
const { version, engines, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const sample = join(root, 'test/fixtures/sample');

/** Standard output of a command that has to succeed. */
function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  expect([args, status, stderr]).toEqual([args, 0, stderr]);
  return stdout;
}

/** The package, installed into an empty project, and the oldest Node.js that it is for. */
const installed = lastingDirectory();
const oldest = lastingDirectory();
const OLDEST_NODE = engines.node.replace('>=', '');
let tarball = '';

beforeAll(() => {
  tarball = run(process.execPath, ['scripts/package.ts', installed], root).trim();
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], installed);
  const node = `node-${process.platform}-${process.arch}@${OLDEST_NODE}`;
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', node], oldest);
});

test('the package holds the program, its licences, what is deployed with it and what is to be read: nothing else', () => {
  const files = run('tar', ['-tzf', tarball], installed).trim().split('\n');
  const places = new Set(
    files.map((file) => file.replace(/^package\//, '').replace(/^((?:[^/]+\/){1,2}).*$/, '$1')),
  );
  expect([...places].toSorted()).toEqual([
    'LICENSE',
    'README.md',
    'deploy/',
    'deploy/alertmanager/',
    'deploy/gateway/',
    'deploy/jaeger/',
    'deploy/kubernetes/',
    'deploy/prometheus/',
    'deploy/systemd/',
    'dist/',
    'dist/chunks/',
    'docs/',
    'docs/images/',
    'docs/runbooks/',
    'grafana/dashboards/',
    'grafana/provisioning/',
    'otel-collector.yaml',
    'package.json',
  ]);
  expect(
    files.filter((file) => /\.(?:ts|map|test\.yml|tsbuildinfo|snap)$|\.env/.test(file)).toSorted(),
  ).toEqual([
    // Examples, without a secret.
    'package/deploy/kubernetes/overlays/build-nodes/build.env',
    'package/deploy/systemd/ci.env',
  ]);
});

test('nothing else is fetched, nothing is run at the install, and the licences of what is bundled are there', () => {
  const tree = JSON.parse(run('npm', ['ls', '--all', '--json'], installed));
  expect(Object.keys(tree.dependencies)).toEqual(['godrift']);
  expect(tree.dependencies.godrift.dependencies).toBeUndefined();
  const { scripts, devDependencies } = JSON.parse(
    readFileSync(join(installed, 'node_modules/godrift/package.json'), 'utf8'),
  );
  expect([scripts, devDependencies]).toEqual([undefined, undefined]);
  const licences = readFileSync(
    join(installed, 'node_modules/godrift/dist/THIRD-PARTY-LICENSES.txt'),
    'utf8',
  );
  for (const [name, exact] of Object.entries(dependencies))
    expect(licences).toContain(`\n${name}@${exact}, `);
});

describe.each([
  [
    'the oldest Node.js',
    () => join(oldest, `node_modules/node-${process.platform}-${process.arch}/bin/node`),
  ],
  ['this Node.js', () => process.execPath],
])('installed, on %s', (_, node) => {
  const godrift = (args: readonly string[], cwd: string) => {
    const bin = join(installed, 'node_modules/.bin/godrift');
    const { status, stdout, stderr } = spawnSync(node(), [bin, ...args], {
      cwd,
      env: hermeticEnv(),
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };

  test('it tells its version', () => {
    expect(godrift(['--version'], installed)).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
    const [major, minor] = OLDEST_NODE.split('.');
    if (node() !== process.execPath)
      expect(run(node(), ['--version'], installed)).toMatch(new RegExp(`^v${major}\\.${minor}\\.`));
  });

  test('it checks the sample, which has drifted', () => {
    const { status, stdout } = godrift(['check', '--format', 'json', sample], tempProject());
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'godrift.check/v1', result: 'drift' });
  });

  test('it collects once', () => {
    const { status, stdout } = godrift(['collect', '--once', sample], tempProject());
    expect([status, stdout]).toEqual([0, expect.stringContaining('godrift_findings{')]);
  });

  test('its threads verify the module cache', () => {
    const { status, stdout, stderr } = godrift(['cache', 'verify', '--modules', '--json'], sample);
    const { filesRead, projects } = JSON.parse(stdout);
    expect([status, stderr, filesRead]).toEqual([0, '', readdirSync(join(sample, 'greet')).length]);
    expect(projects).toMatchObject([{ summary: { ok: 1 }, modules: [{ fingerprint: expect.any(String) }] }]);
  });

  test('it reads godrift.yaml, and prints the shells’ hooks', () => {
    expect(godrift(['explain', '--json'], sample).status).toBe(0);
    const { status, stdout } = godrift(['hook', 'bash'], tempProject());
    expect([status, spawnSync('bash', ['-n'], { input: stdout }).status]).toEqual([0, 0]);
    expect(stdout).toContain('envsnap');
  });
});
