import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hermeticEnv, runCli, tempProject } from '../support/run-cli.ts';

const SAMPLE = join(import.meta.dirname, '../fixtures/sample');
const MODULE = { 'go.mod': 'module example.com/shop\n\ngo 1.25\n' };

async function checkJson(dir: string, env: Record<string, string>, ...args: string[]) {
  const result = await runCli(['check', '--json', ...args], dir, env);
  return { ...result, report: JSON.parse(result.stdout) };
}

function fakeGo(script: string): string {
  const dir = tempProject({ go: `#!/bin/sh\n${script}\n` });
  chmodSync(join(dir, 'go'), 0o755);
  return `${dir}:${dirname(process.execPath)}:/usr/bin:/bin`;
}

describe('godrift check', () => {
  test('prints the drift of the sample in red and exits 1', async () => {
    const dir = tempProject();
    cpSync(SAMPLE, dir, { recursive: true });
    const result = await runCli(['check', dir], dir, hermeticEnv({ FORCE_COLOR: '1' }));
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain(
      '\u001b[31mSAMPLE_REGION  is not there, expected set by godrift.yaml:4\u001b[39m',
    );
    expect(result.stdout.replaceAll('\u001b', '')).toMatch(
      /\[31mrunning {2}is go1\.\S+ \(PATH\), expected 1\.21\.0 by \.go-version:1/,
    );
    expect(readFileSync(join(dir, 'env-fingerprint.diff'), 'utf8')).toContain(
      '-example.com/sample/greet=v1.0.0 => ./greet\n+example.com/sample/greet=v1.1.0 => ./greet\n',
    );
  });

  test('answers in the stable JSON of DESIGN, with a finding for a newer minor than the go line', async () => {
    const dir = tempProject({ 'go.mod': 'module example.com/shop\n\ngo 1.20\n' });
    const { report, exitCode } = await checkJson(dir, hermeticEnv());
    expect(exitCode).toBe(1);
    expect(report).toMatchObject({ schema: 'godrift.check/v1', result: 'drift', exitCode: 1, traceId: null });
    const [project] = report.projects;
    expect(project).toMatchObject({ project: 'example.com/shop', dir, baseline: 'none' });
    expect(project.dimensions.map(({ id, state }: { id: string; state: string }) => [id, state])).toEqual([
      ['go_version', 'drifted'],
      ['modules', 'in_sync'],
      ['build_env', 'in_sync'],
      ['build', 'in_sync'],
      ['tools', 'in_sync'],
      ['build_cache', 'in_sync'],
      ['context', 'in_sync'],
    ]);
    expect(project.findings).toEqual([
      expect.objectContaining({
        id: 'go_version.running.mismatch',
        dimension: 'go_version',
        key: 'running',
        kind: 'mismatch',
        change: 'minor',
        severity: 'warning',
        expected: '1.20',
        source: 'go.mod',
        origin: 'PATH',
        accepted: null,
      }),
    ]);
  });

  test('says error where Go runs older than the go line and nothing may raise it', async () => {
    const dir = tempProject({ 'go.mod': 'module example.com/shop\n\ngo 1.99\n' });
    const { report, exitCode } = await checkJson(dir, hermeticEnv(), '--only', 'go_version');
    expect(exitCode).toBe(1);
    expect(report.projects[0].findings).toEqual([
      expect.objectContaining({ key: 'running', kind: 'behind', severity: 'error' }),
    ]);
  });

  test('is in sync after baseline write, from kept facts too, until an input changes', async () => {
    const dir = tempProject({ ...MODULE, 'go.mod': 'module example.com/shop\n\ngo 1.20\n' });
    const env = hermeticEnv();
    expect((await runCli(['baseline', 'write'], dir, env)).exitCode).toBe(0);
    for (let run = 0; run < 3; run++) {
      expect((await checkJson(dir, env)).report).toMatchObject({ result: 'ok', exitCode: 0 });
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    const before = statSync(join(dir, 'go.mod'));
    writeFileSync(join(dir, 'go.mod'), 'module example.com/shop\n\ngo 1.98\n');
    // The same size and the same modification time: only the change time tells.
    utimesSync(join(dir, 'go.mod'), before.atime, before.mtime);
    expect((await checkJson(dir, env)).exitCode).toBe(1);
    expect(
      (await checkJson(dir, { ...env, GODEBUG: 'http2client=0' })).report.projects[0].findings.map(
        ({ id }: { id: string }) => id,
      ),
    ).toContain('build_env.GODEBUG.added');
  });

  test('answers from kept facts as long as nothing it looked at has changed, whatever else comes into the directory', async () => {
    const dir = tempProject(MODULE);
    execFileSync('git', ['init', '-q'], { cwd: dir });
    const env = hermeticEnv();
    const durations = async () => {
      const { report } = await checkJson(dir, env, '--skip', 'context');
      return report.projects[0].dimensions.map(({ durationMs }: { durationMs: number }) => durationMs);
    };
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await durations()).not.toContain(0);
    writeFileSync(join(dir, '.git/FETCH_HEAD'), 'x');
    writeFileSync(join(dir, 'notes.txt'), 'remember\n');
    mkdirSync(join(dir, 'testdata'));
    expect(await durations()).toEqual([0, 0, 0, 0, 0, 0]);
    writeFileSync(join(dir, 'main.go'), 'package main\n');
    expect(await durations()).not.toContain(0);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await durations();
    // A body is none of what a build is made of; an import is.
    writeFileSync(join(dir, 'main.go'), 'package main\n\nfunc main() {}\n');
    expect(await durations()).toEqual([0, 0, 0, 0, 0, 0]);
    writeFileSync(join(dir, 'main.go'), 'package main\n\nimport _ "os"\n\nfunc main() {}\n');
    expect(await durations()).not.toContain(0);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await durations();
    writeFileSync(join(dir, '.tool-versions'), 'golang 1\n');
    expect(await durations()).not.toContain(0);
  });

  test('keeps an accepted finding visible without counting it, until it expires', async () => {
    const dir = tempProject({ 'go.mod': 'module example.com/shop\n\ngo 1.20\n' });
    const env = hermeticEnv();
    const accept = (until: string) =>
      runCli(
        [
          'baseline',
          'accept',
          'go_version.running',
          '--owner',
          'ann',
          '--reason',
          'migration',
          '--until',
          until,
        ],
        dir,
        env,
      );
    expect((await accept('2999-01-01')).exitCode).toBe(0);
    const held = await checkJson(dir, env);
    expect(held.report).toMatchObject({ result: 'ok', exitCode: 0 });
    expect(held.report.projects[0].findings[0].accepted).toMatchObject({ owner: 'ann', reason: 'migration' });
    expect((await accept('2020-01-01')).exitCode).toBe(0);
    expect((await checkJson(dir, env)).report).toMatchObject({ result: 'drift', exitCode: 1 });
  });

  test('names every error of every file with its line, and exits 2', async () => {
    const dir = tempProject({
      'go.mod': 'module example.com/shop\n\ngo 1.25\nfoo bar\n',
      '.go-version': 'banana\n',
      'godrift.yaml': 'envv: 1\ntools: x\n',
    });
    const result = await runCli(['check'], dir, hermeticEnv());
    expect(result.exitCode).toBe(2);
    expect(result.stdout).toBe('');
    const lines = result.stderr
      .split('\n')
      .map((line) => line.replace('godrift: ', '').replace(`${dir}/`, ''));
    expect(lines.map((line) => line.split(': ')[0])).toEqual([
      'go.mod:4',
      'godrift.yaml:1',
      'godrift.yaml:2',
      '.go-version:1',
    ]);
    expect(result.stderr).not.toMatch(/\n\s+at /);
  });

  test.each([
    ['is not there', () => `${dirname(process.execPath)}:/usr/bin:/bin`, 'go_missing'],
    ['hangs', () => fakeGo('sleep 60'), 'timeout'],
    ['prints garbage', () => fakeGo('echo garbage'), 'invalid_output'],
  ])('is unknown, never in sync, where go %s', async (_, path, reason) => {
    const dir = tempProject(MODULE);
    const { report, exitCode } = await checkJson(
      dir,
      { ...hermeticEnv(), PATH: path() },
      '--timeout',
      '2s',
      '--skip',
      'context,build_cache',
    );
    expect(exitCode).toBe(2);
    expect(report.result).toBe('unknown');
    expect(report.projects[0].dimensions.map((dimension: { reason: string }) => dimension.reason)).toEqual([
      reason,
      reason,
      reason,
      reason,
      reason,
    ]);
  });

  test('never prints a secret', async () => {
    const dir = tempProject({
      ...MODULE,
      'godrift.yaml': 'env: {required: [SHOP_TOKEN], expect: {API_TOKEN: hunter1}}\n',
    });
    const env = hermeticEnv({
      GOPROXY: 'https://user:hunter2@proxy.example,off',
      GOFLAGS: '-ldflags=-X=main.key=hunter3',
      CGO_CFLAGS: '-DKEY=hunter4',
      SHOP_TOKEN: 'hunter5',
      API_TOKEN: 'hunter6',
    });
    for (const args of [
      ['check'],
      ['check', '--json'],
      ['snapshot'],
      ['explain'],
      ['explain', '--json'],
      ['collect', '--once'],
      ['baseline', 'write'],
    ]) {
      const { stdout, stderr } = await runCli(args, dir, env);
      expect(`${args.join(' ')}: ${stdout}${stderr}`).not.toMatch(/hunter\d/);
    }
    expect(readFileSync(join(dir, '.godrift/baseline.snap'), 'utf8')).not.toMatch(/hunter\d/);
  });

  test('changes no file of the project but the diff it is asked for', async () => {
    const dir = tempProject({ ...MODULE, 'go.sum': '' });
    const before = statSync(join(dir, 'go.mod'), { bigint: true }).mtimeNs;
    await runCli(['check'], dir, hermeticEnv());
    expect(statSync(join(dir, 'go.mod'), { bigint: true }).mtimeNs).toBe(before);
    expect(existsSync(join(dir, 'env-fingerprint.diff'))).toBe(false);
  });

  test('says which toolchain GOTOOLCHAIN selects, and the error of a damaged SDK root', async () => {
    const dir = tempProject(MODULE);
    const mixed = tempProject({ VERSION: 'go1.19.1\ntime x\n', 'go.env': '' });
    const { report } = await checkJson(dir, hermeticEnv({ GOROOT: mixed }), '--only', 'build_env');
    expect(report.projects[0].findings[0]).toMatchObject({
      key: 'GOROOT',
      severity: 'error',
      fix: 'unset GOROOT',
    });
    rmSync(mixed, { recursive: true });
  });
});
