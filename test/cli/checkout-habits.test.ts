import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitAll, envWithGodrift, everything, run, smallClone } from '../init/clone.ts';
import { hermeticEnv, runCli, tempProject } from '../support/run-cli.ts';

const BASELINE = '.godrift/baseline.snap';
const read = (dir: string, name: string) => readFileSync(join(dir, name), 'utf8');

describe('a checkout with core.autocrlf', () => {
  /** A second clone, as Windows makes it. */
  function cloned(dir: string, env: Record<string, string>): string {
    const to = join(tempProject(), 'clone');
    execFileSync('git', ['clone', '-q', '-c', 'core.autocrlf=true', dir, to], { env });
    return to;
  }

  test('a baseline with CRLF is read: in sync; one with mixed line ends is not', async () => {
    const env = envWithGodrift();
    const dir = smallClone(env);
    expect(run(['godrift', 'baseline', 'write'], dir, env).status).toBe(0);
    commitAll(dir, env);
    const other = cloned(dir, env);
    const text = read(other, BASELINE);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const checked = await runCli(['check', '--json'], other, env);
    expect(JSON.parse(checked.stdout)).toMatchObject({ result: 'ok', projects: [{ baseline: 'file' }] });
    const diff = await runCli(['snapshot', 'diff', join(dir, BASELINE), BASELINE], other, env);
    expect(diff).toEqual({ exitCode: 0, stdout: '', stderr: '' });

    writeFileSync(join(other, BASELINE), text.replace(/\r\n$/, '\n'));
    const mixed = await runCli(['check', '--json'], other, env);
    expect([mixed.exitCode, JSON.parse(mixed.stdout).errors]).toEqual([
      2,
      [
        {
          file: join(other, BASELINE),
          line: text.split('\n').length - 1,
          message: 'line ends mix CRLF and LF: check the file out again',
        },
      ],
    ]);
  });

  test.each([
    ['none', undefined, '.godrift/*.snap text eol=lf\n'],
    ['one', '* text=auto\n*.snap eol=crlf', '* text=auto\n*.snap eol=crlf\n.godrift/*.snap text eol=lf'],
    ['one with CRLF', '*.png binary\r\n', '*.png binary\r\n.godrift/*.snap text eol=lf\r\n'],
  ])('init keeps LF where .gitattributes is: %s', (_, before, after) => {
    const env = envWithGodrift();
    const dir = smallClone(env, before === undefined ? {} : { '.gitattributes': before });
    const clean = everything(dir);
    expect(run(['godrift', 'init', '--yes'], dir, env)).toMatchObject({ status: 0 });
    expect(read(dir, '.gitattributes')).toBe(after);
    expect(run(['godrift', 'init', '--yes'], dir, env)).toEqual({ status: 0, output: 'nothing to do\n' });
    commitAll(dir, env);
    const other = cloned(dir, env);
    expect(read(other, BASELINE)).toBe(read(dir, BASELINE));
    expect(read(other, 'main.go')).toContain('\r\n');
    rmSync(other, { recursive: true });
    expect(run(['godrift', 'init', '--remove', '--yes'], dir, env)).toMatchObject({ status: 0 });
    expect(everything(dir)).toBe(clean);
  });

  test('a line that a person wrote already is enough', () => {
    const env = envWithGodrift();
    const dir = smallClone(env, { '.gitattributes': '.godrift/*.snap text eol=lf\n* text=auto\n' });
    expect(run(['godrift', 'init', '--yes'], dir, env)).toMatchObject({ status: 0 });
    expect(read(dir, '.gitattributes')).toBe('.godrift/*.snap text eol=lf\n* text=auto\n');
  });
});

describe('a tree that is vendored here and was not there', () => {
  const APPROVE = 'approve it: godrift baseline write';
  const files = {
    'go.mod':
      'module example.com/shop\n\ngo 1.21\n\nrequire (\n\texample.com/direct v1.0.0\n\texample.com/far v1.0.0 // indirect\n)\n\nreplace (\n\texample.com/direct => ./direct\n\texample.com/far => ./far\n\texample.com/unused => ./unused\n)\n',
    'shop.go': 'package shop\n\nimport _ "example.com/direct"\n',
    'direct/go.mod': 'module example.com/direct\n\ngo 1.21\n\nrequire example.com/far v1.0.0\n',
    'direct/direct.go': 'package direct\n\nimport _ "example.com/far"\n',
    'far/go.mod': 'module example.com/far\n\ngo 1.21\n\nrequire example.com/unused v1.0.0\n',
    'far/far.go': 'package far\n',
    'unused/go.mod': 'module example.com/unused\n\ngo 1.21\n',
    'unused/unused.go': 'package unused\n',
  };

  async function modules(dir: string, env: Record<string, string>) {
    const { stdout, exitCode } = await runCli(['check', '--json', '--only', 'modules'], dir, env);
    const [{ dimensions, findings }] = JSON.parse(stdout).projects;
    return { exitCode, findings, changed: dimensions[0].changed };
  }

  test('is one finding, which its advice clears', async () => {
    const env = hermeticEnv();
    const dir = tempProject(files);
    await runCli(['baseline', 'write'], dir, env);
    expect(read(dir, BASELINE)).toContain('modules.example.com/unused=');
    run(['go', 'mod', 'vendor'], dir, env);
    const vendored = await modules(dir, env);
    expect(vendored).toMatchObject({
      exitCode: 1,
      changed: 1,
      findings: [
        {
          key: 'vendor',
          kind: 'added',
          severity: 'warning',
          actual: 'vendor/modules.txt',
          fix: `rm -r 'vendor'  # or ${APPROVE}`,
        },
      ],
    });
    run(['bash', '-c', vendored.findings[0].fix], dir, env);
    expect((await modules(dir, env)).findings).toEqual([]);
  });

  test('and the reverse, with what really changed beside it', async () => {
    const env = hermeticEnv();
    const dir = tempProject(files);
    run(['go', 'mod', 'vendor'], dir, env);
    await runCli(['baseline', 'write'], dir, env);
    expect(read(dir, BASELINE)).not.toContain('modules.example.com/unused=');
    expect((await modules(dir, env)).findings).toEqual([]);
    rmSync(join(dir, 'vendor'), { recursive: true });
    const plain = await modules(dir, env);
    expect(plain).toMatchObject({
      exitCode: 1,
      changed: 1,
      findings: [{ key: 'vendor', kind: 'removed', fix: `go mod vendor  # or ${APPROVE}` }],
    });
    writeFileSync(
      join(dir, 'go.mod'),
      files['go.mod'].replaceAll('example.com/far v1.0.0', 'example.com/far v1.1.0'),
    );
    const changed = await modules(dir, env);
    expect(changed.findings.map(({ key }: { key: string }) => key)).toEqual(['vendor', 'example.com/far']);
    writeFileSync(join(dir, 'go.mod'), files['go.mod']);
    run(['bash', '-c', plain.findings[0].fix], dir, env);
    expect((await modules(dir, env)).findings).toEqual([]);
  });
});
