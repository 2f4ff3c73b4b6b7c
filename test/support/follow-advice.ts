import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';

type Variables = Readonly<Record<string, string>>;

/** Runs advice in bash as a person would, in silence, and gives the environment that their shell then has. */
export function followAdvice(fix: string, dir: string, env: Variables): Record<string, string> {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `{ ${fix}\n} >&2 && env -0`], {
    cwd: dir,
    env,
    encoding: 'utf8',
  });
  expect([fix, status, stderr]).toEqual([fix, 0, '']);
  return environmentOf(stdout);
}

/** What `env -0` prints. */
export function environmentOf(printed: string): Record<string, string> {
  return Object.fromEntries(
    printed
      .split('\0')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}
