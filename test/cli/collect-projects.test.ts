import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { startCollecting } from '../support/collecting.ts';
import { hermeticEnv, tempProject } from '../support/run-cli.ts';

/** No sweep within any test: what is seen, the kernel has told. */
const NO_SWEEP = '1h';

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function module(name: string, go = '1.20'): string {
  return `module example.com/${name}\n\ngo ${go}\n`;
}

function looked(name: string): RegExp {
  return new RegExp(`^godrift_snapshot_timestamp_seconds\\{project="${name}"\\}`, 'm');
}

function state(project: string, dimension: string, is: string): RegExp {
  return new RegExp(
    `^godrift_drift_state\\{project="${project}",dimension="${dimension}",state="${is}"\\} 1$`,
    'm',
  );
}

test('finds projects under roots and by globs, and follows those that come and go', async () => {
  const dir = tempProject({
    'config.yaml': `roots: [src]\nprojects:\n  - dir: 'teams/*'\n  - {dir: single, name: by-name}\ninterval: ${NO_SWEEP}\n`,
    'src/one/go.mod': module('one'),
    'src/one/nested/go.mod': module('nested'),
    'src/one/vendor/x/go.mod': module('vendored'),
    'src/one/testdata/go.mod': module('testdata'),
    'src/one/node_modules/x/go.mod': module('node'),
    'src/.hidden/go.mod': module('hidden'),
    'teams/a/go.mod': module('team-a'),
    'teams/empty/README': '',
    'single/go.mod': module('single'),
  });
  const { metrics, metricsWithout } = await startCollecting(['--config', 'config.yaml'], dir, hermeticEnv());
  const text = await metrics(looked('by-name'));
  const projects = [...text.matchAll(/^godrift_snapshot_timestamp_seconds\{project="([^"]+)"\}/gm)].map(
    ([, name]) => name,
  );
  expect(projects.sort()).toEqual(['by-name', 'example.com/nested', 'example.com/one', 'example.com/team-a']);

  write(join(dir, 'src/two/go.mod'), module('two'));
  await metrics(looked('example.com/two'));
  write(join(dir, 'teams/b/go.mod'), module('team-b'));
  await metrics(looked('example.com/team-b'));
  rmSync(join(dir, 'src/one/nested'), { recursive: true });
  await metricsWithout(/example\.com\/nested/);
});

test('reads its configuration anew on change and on SIGHUP, and keeps the old one where the new one is invalid', async () => {
  const config = (names: readonly string[]) =>
    `projects:\n${names.map((name) => `  - dir: ${name}\n`).join('')}interval: ${NO_SWEEP}\n`;
  const dir = tempProject({
    'config.yaml': config(['a', 'b']),
    'a/go.mod': module('a'),
    'b/go.mod': module('b'),
    'c/go.mod': module('c'),
  });
  const { child, metrics, metricsWithout, logged } = await startCollecting(
    ['--config', 'config.yaml'],
    dir,
    hermeticEnv(),
  );
  await metrics(looked('example.com/b'));
  const replace = (text: string) => {
    write(join(dir, 'next.yaml'), text);
    renameSync(join(dir, 'next.yaml'), join(dir, 'config.yaml'));
  };
  replace(config(['a', 'c']));
  await metrics(looked('example.com/c'));
  expect(await metricsWithout(/example\.com\/b/)).toMatch(looked('example.com/a'));

  replace('projects:\n  - dri: a\n');
  const log = await logged(/config\.yaml:2: /);
  expect(log).toContain('the configuration read before stands');
  child.kill('SIGHUP');
  await logged(/(config\.yaml:2: [\s\S]*){2}/);
  expect(await metrics()).toMatch(looked('example.com/c'));
  replace(config(['b']));
  expect(await metrics(looked('example.com/b'))).not.toContain('example.com/c');
});

test('a broken project is unknown with its reason, hides no other, and is known again at once', async () => {
  const dir = tempProject({
    'good/go.mod': module('good'),
    'broken/go.mod': 'module example.com/broken\n\ngo what\n',
  });
  const args = ['good', 'broken', 'gone', '--interval', NO_SWEEP];
  const { metrics, logged } = await startCollecting(args, dir, hermeticEnv());
  const text = await metrics(state('gone', 'go_version', 'unknown'));
  expect(text).toMatch(state('broken', 'go_version', 'unknown'));
  expect(text).toMatch(state('broken', 'modules', 'unknown'));
  expect(text).toMatch(looked('example.com/good'));
  await logged(/broken\/go\.mod:3: /);
  write(join(dir, 'broken/go.mod'), module('broken'));
  write(join(dir, 'gone/go.mod'), module('gone'));
  await metrics(looked('example.com/gone'));
  expect(await metrics(looked('example.com/broken'))).not.toMatch(/project="(gone|broken)"/);
  // What was known, and is broken now, keeps its name.
  rmSync(join(dir, 'gone'), { recursive: true });
  await metrics(state('example.com/gone', 'go_version', 'unknown'));
});

test('observes a project with the environment of its env_file, and follows that file', async () => {
  const dir = tempProject({
    'config.yaml': `projects:\n  - {dir: a, env_file: a.env}\n  - {dir: a, name: snap, env_file: a.snap}\ninterval: ${NO_SWEEP}\n`,
    'a/go.mod': module('a'),
    'a/godrift.yaml': 'env:\n  expect: {GOPRIVATE: example.com/private}\n',
    'a.env': '# of the builds\nexport GOPRIVATE="example.com/private"\nGOTOOLCHAIN=local\n',
    'a.snap': '#SNAPSHOT v1 2026-11-23T12:00:00.000Z\nGOPRIVATE=example.com/other\nGOTOOLCHAIN=local\n',
  });
  const { metrics, logged } = await startCollecting(['--config', 'config.yaml'], dir, hermeticEnv());
  const text = await metrics(state('snap', 'build_env', 'drifted'));
  expect(text).toMatch(state('example.com/a', 'build_env', 'in_sync'));
  write(join(dir, 'a.env'), 'GOPRIVATE=example.com/changed\n');
  await metrics(state('example.com/a', 'build_env', 'drifted'));
  write(join(dir, 'a.env'), 'GOPRIVATE=example.com/private\nhunter2-is-no-line\n');
  await metrics(state('example.com/a', 'build_env', 'unknown'));
  const log = await logged(/a\.env:2: /);
  expect(log).not.toContain('hunter2');
});

test('a change that comes while the one before is being put on record is not left to the sweep', async () => {
  const dir = tempProject({ 'go.mod': module('shop'), '.go-version': '1\n' });
  const { metrics } = await startCollecting(['.', '--interval', NO_SWEEP], dir, hermeticEnv());
  for (let turn = 0; turn < 20; turn++) {
    await metrics(state('example.com/shop', 'go_version', 'in_sync'));
    writeFileSync(join(dir, '.go-version'), '1.21.3\n');
    await metrics(state('example.com/shop', 'go_version', 'drifted'));
    writeFileSync(join(dir, '.go-version'), '1\n');
  }
});

test('keeps since when and how often over restarts; what is seen for the first time has not begun', async () => {
  const dir = tempProject({ 'go.mod': module('shop'), '.go-version': '1.21.3\n' });
  const env = hermeticEnv();
  const args = ['.', '--interval', NO_SWEEP];
  const events =
    'godrift_drift_events_total{project="example.com/shop",dimension="go_version",severity="warning"}';
  const since =
    /^godrift_drift_since_timestamp_seconds\{project="example.com\/shop",dimension="go_version"\} (\S+)$/m;
  const first = await startCollecting(args, dir, env);
  const begun = await first.metrics(since);
  expect(begun).toContain(`${events} 0\n`);
  writeFileSync(join(dir, '.go-version'), '1\n');
  await first.metrics(state('example.com/shop', 'go_version', 'in_sync'));
  writeFileSync(join(dir, '.go-version'), '1.21.3\n');
  const again = await first.metrics(since);
  expect(again).toContain(`${events} 1\n`);
  first.child.kill('SIGTERM');
  await first.child;
  const second = await startCollecting(args, dir, env);
  const after = await second.metrics(since);
  expect(since.exec(after)?.[1]).toBe(since.exec(again)?.[1]);
  expect(after).toContain(`${events} 1\n`);
  second.child.kill('SIGTERM');
  await second.child;
  // What begins while nobody looks is told by the next look.
  const stored = readFileSync(join(env.GODRIFT_STATE_DIR ?? '', 'collector.json'), 'utf8');
  writeFileSync(join(dir, '.go-version'), '1\n');
  const third = await startCollecting(args, dir, env);
  await third.metrics(state('example.com/shop', 'go_version', 'in_sync'));
  third.child.kill('SIGTERM');
  await third.child;
  writeFileSync(join(dir, '.go-version'), '1.21.3\n');
  expect(stored).toContain('"since": "20');
  expect(await (await startCollecting(args, dir, env)).metrics(since)).toContain(`${events} 2\n`);
});
