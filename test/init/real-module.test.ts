import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { fetchModule } from '../support/fetch-module.ts';
import { commitAll, envWithGodrift, everything, run, write } from './clone.ts';

interface Workflow {
  readonly jobs: {
    readonly 'check-env': {
      readonly steps: readonly { readonly run?: string; readonly 'working-directory'?: string }[];
    };
  };
}

test('in a real module init brings a green make, commit and CI, red after .go-version changes, and goes without a trace', () => {
  const env = envWithGodrift();
  const dir = fetchModule('github.com/spf13/cobra@v1.9.1', env);
  commitAll(dir, env);
  execFileSync('go', ['mod', 'download'], { cwd: dir, env });
  const before = everything(dir);
  const make = () => run(['make', 'check-env'], dir, env);
  const commit = () => {
    execFileSync('git', ['add', '-A'], { cwd: dir, env });
    return run(['git', 'commit', '-q', '--allow-empty', '-m', 'x'], dir, env);
  };
  const ciSteps = () =>
    (parse(readFileSync(join(dir, '.github/workflows/godrift.yml'), 'utf8')) as Workflow).jobs[
      'check-env'
    ].steps
      .filter((step) => step.run !== undefined)
      .map((step) =>
        run(['sh', '-e', '-c', step.run ?? ''], join(dir, step['working-directory'] ?? ''), env),
      );

  expect(run(['godrift', 'init', '--dry-run'], dir, env)).toMatchObject({ status: 0 });
  const unasked = run(['godrift', 'init'], dir, env);
  expect(unasked.output).toContain('--yes agrees');
  expect([unasked.status, everything(dir)]).toEqual([2, before]);

  expect(run(['godrift', 'init', '--yes'], dir, env)).toMatchObject({ status: 0 });
  const written = everything(dir);
  expect(run(['godrift', 'init', '--yes'], dir, env)).toEqual({ status: 0, output: 'nothing to do\n' });
  expect(everything(dir)).toBe(written);
  expect([make().status, commit().status, ciSteps().map(({ status }) => status)]).toEqual([0, 0, [0, 0, 0]]);

  write(dir, '.go-version', '1.22\n');
  const [made, committed, checked] = [make(), commit(), ciSteps()];
  expect([made.status, committed.status, checked.map(({ status }) => status)]).toEqual([2, 1, [0, 0, 1]]);
  expect(made.output).toContain('\x1b[31m');
  expect(checked.at(-1)?.output).toMatch(/^::warning file=\.go-version,line=1,/m);
  execFileSync('rm', ['.go-version'], { cwd: dir });

  expect(run(['godrift', 'init', '--remove', '--yes'], dir, env)).toMatchObject({ status: 0 });
  execFileSync('git', ['reset', '-q', '--soft', 'HEAD~1'], { cwd: dir, env });
  execFileSync('git', ['reset', '-q'], { cwd: dir, env });
  expect(run(['git', 'status', '--short'], dir, env).output).toBe('');
  expect(everything(dir).replace(/^.*ORIG_HEAD.*\n/gm, '')).toBe(before);
});
