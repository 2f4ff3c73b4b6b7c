import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { commitAll, envWithGodrift, everything, run, smallClone, write } from './clone.ts';

const HOOK = '#!/usr/bin/env bash\necho before\nexec true\n';
let env: Record<string, string>;
beforeEach(() => {
  env = envWithGodrift();
});

const read = (dir: string, name: string) => readFileSync(join(dir, name), 'utf8');

test('files that were there keep every byte, whatever their line ends, and get them back', () => {
  const dir = smallClone(env, {
    GNUmakefile: 'all:\n\ttrue',
    '.pre-commit-config.yaml': '# ours\r\nrepos:\r\n- repo: meta # as it is\r\n  hooks: [{id: identity}]\r\n',
    'lefthook.yml': 'pre-commit:\n  jobs:\n    - run: true # c\n\n# end',
    '.gitlab-ci.yml': 'stages: [build]\nbuild: {stage: build, script: [make]} # one line',
  });
  write(dir, '.git/hooks/pre-commit', HOOK);
  chmodSync(join(dir, '.git/hooks/pre-commit'), 0o750);
  const before = everything(dir);
  expect(run(['godrift', 'init', '--yes'], dir, env)).toMatchObject({ status: 0 });

  expect(run(['make'], dir, env)).toMatchObject({ status: 0 });
  expect(run(['make', 'check-env'], dir, env)).toMatchObject({ status: 0 });
  expect(read(dir, '.pre-commit-config.yaml')).toMatch(/^# ours\r\nrepos:\r\n- repo: meta # as it is\r\n/);
  expect(read(dir, '.pre-commit-config.yaml').replaceAll('\r\n', '')).not.toContain('\n');
  expect(parse(read(dir, '.pre-commit-config.yaml')).repos[1].hooks[0]).toMatchObject({
    id: 'godrift',
    entry: 'sh ./check-go-consistency.sh',
  });
  expect(parse(read(dir, 'lefthook.yml'))['pre-commit'].jobs).toEqual(
    [{ run: 'true' }, { name: 'godrift', run: 'sh ./check-go-consistency.sh' }].map((job) =>
      job.run === 'true' ? { run: true } : job,
    ),
  );
  expect(parse(read(dir, '.gitlab-ci.yml')).godrift).toMatchObject({ image: 'golang:1.26', stage: 'build' });
  const committed = run(['git', 'commit', '--allow-empty', '-m', 'x'], dir, env);
  expect([committed.status, /before/.test(committed.output), /in sync/.test(committed.output)]).toEqual([
    0,
    true,
    true,
  ]);

  expect(run(['godrift', 'init', '--remove', '--yes'], dir, env)).toMatchObject({ status: 0 });
  expect(everything(dir)).toBe(before);
});

test('what a person edited since stays and is said; the rest goes, also around their changes', () => {
  const dir = smallClone(env, { Makefile: 'all:\n\ttrue\n' });
  run(['godrift', 'init', '--yes'], dir, env);
  write(dir, 'godrift.yaml', `${read(dir, 'godrift.yaml')}# mine\n`);
  write(dir, 'Makefile', `${read(dir, 'Makefile')}more:\n\ttrue\n`);
  expect(run(['godrift', 'init', '--yes'], dir, env)).toEqual({ status: 0, output: 'nothing to do\n' });
  write(dir, 'check-go-consistency.sh', '#!/bin/sh\n# mine\n');
  expect(run(['godrift', 'init', '--yes'], dir, env).output).toContain(
    'kept check-go-consistency.sh: was edited since init wrote it',
  );
  const { output, status } = run(['godrift', 'init', '--remove', '--yes'], dir, env);
  expect(status).toBe(0);
  expect(output.match(/^kept .*$/gm)).toEqual([
    'kept check-go-consistency.sh: was edited since init wrote it',
    'kept godrift.yaml: was edited since init wrote it',
  ]);
  expect(read(dir, 'Makefile')).toBe('all:\n\ttrue\nmore:\n\ttrue\n');
  expect(run(['git', 'status', '--short'], dir, env).output).toBe(
    ' M Makefile\n?? check-go-consistency.sh\n?? godrift.yaml\n',
  );
});

test('core.hooksPath is followed inside the repository, and left alone outside it', () => {
  const inside = smallClone(env, { '.githooks/commit-msg': '#!/bin/sh\n' });
  execFileSync('git', ['config', 'core.hooksPath', '.githooks'], { cwd: inside, env });
  run(['godrift', 'init', '--yes'], inside, env);
  write(inside, '.go-version', '1.22\n');
  expect(run(['git', 'commit', '--allow-empty', '-m', 'x'], inside, env).status).toBe(1);

  const outside = smallClone(env);
  const shared = join(env.HOME ?? '', 'hooks');
  execFileSync('git', ['config', 'core.hooksPath', shared], { cwd: outside, env });
  expect(run(['godrift', 'init', '--yes'], outside, env).output).toContain(
    'core.hooksPath leads out of this repository',
  );
  expect(run(['ls', shared], outside, env).status).not.toBe(0);
});

test('a module below the root of its repository is checked from the root', () => {
  const dir = smallClone(env);
  mkdirSync(join(dir, 'services/my shop'), { recursive: true });
  write(dir, 'services/my shop/go.mod', 'module example.com/shop\n\ngo 1.26\n');
  commitAll(dir, env);
  const before = everything(dir);
  const module = join(dir, 'services/my shop');
  expect(run(['godrift', 'init', '--yes'], module, env)).toMatchObject({ status: 0 });
  expect(run(['git', 'commit', '--allow-empty', '-m', 'x'], dir, env)).toMatchObject({ status: 0 });
  write(module, '.go-version', '1.22\n');
  expect(run(['git', 'commit', '--allow-empty', '-m', 'x'], dir, env)).toMatchObject({ status: 1 });
  const workflow = parse(read(dir, '.github/workflows/godrift-services-my-shop.yml'));
  const steps = workflow.jobs['check-env'].steps as { run?: string }[];
  expect(run(['sh', '-e', '-c', steps.at(-1)?.run ?? ''], dir, env).status).toBe(1);
  execFileSync('rm', ['.go-version'], { cwd: module });
  run(['godrift', 'init', '--remove', '--yes'], module, env);
  expect(everything(dir)).toBe(before);
});

test('a record that leads out of the repository removes nothing', () => {
  const dir = smallClone(env);
  run(['godrift', 'init', '--yes'], dir, env);
  const record = JSON.parse(read(dir, '.godrift/init.json'));
  record.files.push({ path: '../../elsewhere', sha256: '0'.repeat(64) });
  write(dir, '.godrift/init.json', JSON.stringify(record));
  const before = everything(dir);
  const { status, output } = run(['godrift', 'init', '--remove', '--yes'], dir, env);
  expect([status, /"\.\.\/\.\.\/elsewhere" leads out of the repository/.test(output)]).toEqual([2, true]);
  expect(everything(dir)).toBe(before);
});
