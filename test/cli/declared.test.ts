import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hermeticEnv, runCli, tempProject } from '../support/run-cli.ts';

const RUNNING = '1.26.8';
const GO_MOD = 'module m\n\ngo 1.25\n';

interface Report {
  readonly exitCode: number;
  readonly result: string;
  readonly projects: readonly {
    readonly dimensions: readonly { readonly id: string; readonly state: string; readonly reason: string }[];
    readonly findings: readonly Record<string, unknown>[];
  }[];
  readonly errors?: readonly { readonly file: string; readonly line: number; readonly message: string }[];
}

async function check(dir: string, env: Record<string, string>, ...args: string[]): Promise<Report> {
  const { stdout, stderr, exitCode } = await runCli(['check', '--json', ...args], dir, env);
  expect(stderr).toBe('');
  const report = JSON.parse(stdout);
  expect(report.exitCode).toBe(exitCode);
  return report;
}

/** A project in a repository of its own, with these files. */
function project(files: Readonly<Record<string, string>>): string {
  return tempProject({ 'go.mod': GO_MOD, '.git/HEAD': 'ref: refs/heads/main\n', ...files });
}

const goVersionFindings = async (files: Readonly<Record<string, string>>, dir = '') => {
  const root = project(files);
  const { projects } = await check(join(root, dir), hermeticEnv(), '--only', 'go_version');
  return (projects[0]?.findings ?? []).map(({ key, severity, expected, file, line }) => {
    return `${key} ${severity}: ${expected} by ${String(file).replace(`${root}/`, '')}:${line}`;
  });
};

describe(`with go${RUNNING} running`, () => {
  test.each<[Readonly<Record<string, string>>, readonly string[]]>([
    [{ '.go-version': '1.26.x\n' }, []],
    [{ '.go-version': '^1.26\n' }, []],
    [{ '.go-version': '>=1.25.0\n' }, []],
    [{ '.go-version': '>=1.24 <1.27\n' }, []],
    [{ '.go-version': '~1.25.0\n' }, ['running warning: ~1.25.0 by .go-version:1']],
    [{ '.go-version': '# rc\n1.27.0-rc.1\n' }, ['running warning: 1.27rc1 by .go-version:2']],
    [{ 'mise.toml': '[tools]\ngo = "prefix:1.26"\n' }, []],
    [{ 'mise.toml': '[tools]\ngo = "prefix:1.25"\n' }, ['running warning: 1.25 by mise.toml:2']],
    [{ '.tool-versions': 'golang 1.25.4 1.26.8\n' }, []],
    [{ '.tool-versions': 'golang 1.25.4 1.24.0\n' }, ['running warning: 1.25.4 by .tool-versions:1']],
    [
      { 'mise.toml': '[tools]\ngo = "1.26"\n', 'mise.local.toml': '[tools]\ngo = "1.25.4"\n' },
      ['running warning: 1.25.4 by mise.local.toml:2'],
    ],
    [
      { '.config/mise/config.toml': '[tools]\ngo = "1.25.4"\n' },
      ['running warning: 1.25.4 by .config/mise/config.toml:2'],
    ],
    // A file of mise that says nothing of Go leaves it to a weaker one.
    [
      { '.mise.toml': '[tools]\nnode = "24"\n', 'mise/config.toml': '[tools]\ngo = "1.25.4"\n' },
      ['running warning: 1.25.4 by mise/config.toml:2'],
    ],
  ])('%j is told as %j', async (files, findings) => expect(await goVersionFindings(files)).toEqual(findings));

  test('the nearest directory wins over a stronger name above it, and is passed over where it says nothing of Go', async () => {
    const above = { '.mise.local.toml': '[tools]\ngo = "1.25.4"\n', 'a/go.mod': 'module a\n\ngo 1.26\n' };
    expect(await goVersionFindings({ ...above, 'a/mise.toml': '[tools]\ngo = "1.26"\n' }, 'a')).toEqual([]);
    const silent = { 'a/mise.toml': '[tools]\nnode = "24"\n', 'a/.tool-versions': 'nodejs 24\n' };
    expect(await goVersionFindings({ ...above, ...silent, '.tool-versions': 'golang 1.26\n' }, 'a')).toEqual([
      'declared.mise.toml warning: 1.26 by .mise.local.toml:2',
    ]);
  });

  test('what runs as declared is in sync, whatever selected it and whichever SDK is in PATH', async () => {
    const dir = project({ '.go-version': '1.25.4\n' });
    const env = hermeticEnv({ GOTOOLCHAIN: 'go1.25.4' });
    expect(await check(dir, env, '--only', 'go_version')).toMatchObject({ result: 'ok', exitCode: 0 });
  });

  test('go_line: minimum accepts a newer Go than the go line, and names its own mistakes', async () => {
    expect(await goVersionFindings({})).toEqual(['running warning: 1.25 by go.mod:3']);
    expect(await goVersionFindings({ 'godrift.yaml': 'go_line: minimum\n' })).toEqual([]);
    const dir = project({ 'godrift.yaml': 'go_line: newer\n' });
    const { stderr, exitCode } = await runCli(['check'], dir, hermeticEnv());
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringMatching(/godrift\.yaml:1: go_line: .*"?exact"?.*minimum/),
    ]);
  });

  test('a toolchain line of go.mod declares nothing where a go.work decides', async () => {
    const files = {
      'go.work': 'go 1.26\n\nuse ./a\n',
      'a/go.mod': 'module a\n\ngo 1.26\n\ntoolchain go1.27.4\n',
      '.go-version': '1.26.8\n',
    };
    expect(await goVersionFindings(files, 'a')).toEqual([]);
  });
});

describe('a malformed version file', () => {
  test('makes go_version unknown and hides nothing else, from what is kept too, until it is mended', async () => {
    const dir = project({ '.go-version': '# pinned\nbanana\n', 'godrift.yaml': 'go_line: minimum\n' });
    const env = hermeticEnv();
    const file = join(dir, '.go-version');
    await new Promise((resolve) => setTimeout(resolve, 60));
    for (let run = 0; run < 3; run++) {
      const { result, exitCode, projects, errors } = await check(dir, env);
      expect({ run, result, exitCode, errors }).toEqual({
        run,
        result: 'unknown',
        exitCode: 2,
        errors: [{ file, line: 2, message: '"banana" is not a Go version' }],
      });
      expect(projects[0]?.dimensions.map(({ id, state, reason }) => [id, state, reason])).toEqual([
        ['go_version', 'unknown', 'invalid_input'],
        ...['modules', 'build_env', 'build', 'tools', 'build_cache', 'context'].map((id) => [
          id,
          'in_sync',
          null,
        ]),
      ]);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    const { stdout } = await runCli(['check'], dir, env);
    expect(stdout).toContain(
      `? go_version  unknown (invalid_input) ${file}:2: "banana" is not a Go version\n`,
    );
    writeFileSync(file, '1.26\n');
    expect(await check(dir, env)).toMatchObject({ result: 'ok', exitCode: 0 });
  });

  test('is told once for the projects that have it in common, beside their drift', async () => {
    const root = project({
      '.tool-versions': 'golang banana\n',
      'a/go.mod': 'module a\n\ngo 1.26\n',
      'b/go.mod': 'module b\n\ngo 1.26\n',
      'b/godrift.yaml': 'env: { required: [SHOP_REGION] }\n',
    });
    const report = await check(root, hermeticEnv(), 'a', 'b');
    expect(report).toMatchObject({ result: 'drift', exitCode: 1 });
    expect(report.projects.length).toBe(2);
    expect(report.errors?.map(({ message }) => message)).toEqual(['"banana" is not a Go version']);
    expect(report.projects[1]?.findings.map(({ id }) => id)).toEqual(['build_env.SHOP_REGION.missing']);
  });

  test('is not approved, not in a snapshot, not rolled back over; explain still says which Go runs', async () => {
    const dir = project({ 'mise.toml': '[tools]\ngo = 1.26\n' });
    const env = hermeticEnv();
    const message = `${join(dir, 'mise.toml')}:2: tools.go must be a version in quotes`;
    for (const args of [
      ['baseline', 'write'],
      ['baseline', 'record', '--deployment', '1'],
      ['snapshot'],
      ['rollback', 'sdk', '--to', 'go1.27.4', '--scope', 'project', '--dry-run'],
    ]) {
      const { exitCode, stdout, stderr } = await runCli(args, dir, { ...env, GOTOOLCHAIN: '' });
      expect([args, exitCode, stderr]).toEqual([args, 2, expect.stringContaining(message)]);
      expect(stdout).not.toContain('go_version.');
    }
    expect(existsSync(join(dir, '.godrift'))).toBe(false);
    const explained = await runCli(['explain'], dir, env);
    expect(explained.stdout).toContain(`go${RUNNING} runs here.\n  ${message}\n`);
  });

  test('is unknown in the metrics too', async () => {
    const dir = project({ '.go-version': 'banana\n' });
    const { stdout } = await runCli(['collect', '--once'], dir, hermeticEnv());
    const series = (dimension: string, state: string) =>
      new RegExp(`godrift_drift_state\\{[^}]*dimension="${dimension}"[^}]*state="${state}"[^}]*\\} 1`);
    expect(stdout).toMatch(series('go_version', 'unknown'));
    expect(stdout).toMatch(series('modules', 'in_sync'));
  });
});

test('explain lists what declares nothing, in words of either language', async () => {
  const dir = project({
    '.go-version': 'stable # always\n',
    '.tool-versions': 'node 24\ngolang 1.25 system\n',
  });
  const env = hermeticEnv();
  const { stdout } = await runCli(['explain', '--json'], dir, env);
  expect(JSON.parse(stdout).declared).toEqual([
    { source: 'go.mod', kind: 'go', version: '1.25', file: join(dir, 'go.mod'), line: 3 },
    { source: '.go-version', kind: 'none', version: 'stable', file: join(dir, '.go-version'), line: 1 },
    {
      source: '.tool-versions',
      kind: 'none',
      version: '1.25 system',
      file: join(dir, '.tool-versions'),
      line: 2,
    },
  ]);
  const english = await runCli(['explain'], dir, env);
  expect(english.stdout).toMatch(/ {2}\.go-version:1 +stable +names no version, so it declares nothing\n/);
  const chinese = await runCli(['explain'], dir, { ...env, LC_ALL: 'zh_CN.UTF-8' });
  expect(chinese.stdout).toMatch(/ {2}\.go-version:1 +stable +未指明版本，因此不构成声明\n/);
});

test('a rollback of a project replaces its declarations in place, and the next check is in sync', async () => {
  const mise =
    '[tools]\r\nnode = "1.25.4" # 1.25.4\r\ngo = [\r\n  { version = "1.25.4" }, "1.25.4",\r\n]\r\n';
  const dir = project({
    'go.mod': 'module m\n\ngo 1.26\n\ntoolchain go1.26.8\n',
    'mise.toml': mise,
    '.go-version': '1.26.x\n',
    'godrift.yaml': '# 1.25\ngo: "1.25" # pinned\n',
  });
  const env = hermeticEnv({ GOTOOLCHAIN: 'auto' });
  const run = () =>
    runCli(['rollback', 'sdk', '--to', `go${RUNNING}`, '--scope', 'project', '--wait', '1m'], dir, env);
  expect(await run()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('verified') });
  expect(readFileSync(join(dir, 'mise.toml'), 'utf8')).toBe(mise.replace('= "1.25.4" }', `= "${RUNNING}" }`));
  expect(readFileSync(join(dir, '.go-version'), 'utf8')).toBe('1.26.x\n');
  expect(readFileSync(join(dir, 'godrift.yaml'), 'utf8')).toBe(`# 1.25\ngo: "${RUNNING}" # pinned\n`);
  expect(await check(dir, env, '--only', 'go_version')).toMatchObject({ result: 'ok' });
  expect(await run()).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('nothing to change: ') });
});
