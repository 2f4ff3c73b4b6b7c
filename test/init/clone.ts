import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hermeticEnv, tempProject } from '../support/run-cli.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');

/** An environment with a `godrift` in PATH that runs the source. */
export function envWithGodrift(): Record<string, string> {
  const bin = tempProject({ godrift: `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n` });
  chmodSync(join(bin, 'godrift'), 0o755);
  const env = hermeticEnv({
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@example.com',
    GIT_CONFIG_NOSYSTEM: '1',
  });
  return { ...env, PATH: `${bin}:${env.PATH}` };
}

export interface Ran {
  readonly status: number | null;
  readonly output: string;
}

export function run(command: readonly string[], cwd: string, env: Record<string, string>): Ran {
  const [file = '', ...args] = command;
  const { status, stdout, stderr } = spawnSync(file, args, { cwd, env, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

/** Makes a directory a git repository with everything in it committed. */
export function commitAll(dir: string, env: Record<string, string>): void {
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: dir, env });
  execFileSync('git', ['add', '-A'], { cwd: dir, env });
  execFileSync('git', ['commit', '-q', '--no-verify', '-m', 'as it was'], { cwd: dir, env });
}

/** Path, mode and content of everything in a directory but git's own objects and references. */
export function everything(dir: string): string {
  const list = `find . \\( -path ./.git/objects -o -path ./.git/logs -o -path ./.git/refs \\) -prune -o \\( ! -name index ! -name COMMIT_EDITMSG \\) -printf '%p %m %y ' \\( -type f -exec sha256sum {} \\; -o -printf '\\n' \\) | LC_ALL=C sort`;
  return execFileSync('sh', ['-c', list], { cwd: dir, encoding: 'utf8' });
}

/** A small module in a repository. */
export function smallClone(
  env: Record<string, string>,
  files: Readonly<Record<string, string>> = {},
): string {
  const dir = tempProject({
    'go.mod': 'module example.com/small\n\ngo 1.22\n',
    'main.go': 'package main\n\nfunc main() {}\n',
    ...files,
  });
  commitAll(dir, env);
  return dir;
}

export function write(dir: string, name: string, text: string): void {
  writeFileSync(join(dir, name), text);
}
