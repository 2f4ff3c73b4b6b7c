import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';

const MAIN = join(import.meta.dirname, '../../src/main.ts');

export interface CliResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directory that goes with the test, with these files in it. */
export function tempProject(files: Readonly<Record<string, string>> = {}): string {
  const dir = mkdtempSync(join(tmpdir(), 'godrift-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  return dir;
}

/** An environment without the machine's own Go settings, and with its module and build caches. */
export function hermeticEnv(overrides: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [GOMODCACHE = '', GOCACHE = ''] = execFileSync('go', ['env', 'GOMODCACHE', 'GOCACHE'], {
    encoding: 'utf8',
  }).split('\n');
  const home = tempProject();
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    GOMODCACHE,
    GOCACHE,
    GOENV: 'off',
    GOTOOLCHAIN: 'local',
    GODRIFT_STATE_DIR: join(home, 'state'),
    ...overrides,
  };
}

/** Runs the unbuilt command line. */
export async function runCli(
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<CliResult> {
  const result = await execa(process.execPath, [MAIN, ...args], {
    cwd,
    env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

/** Starts the unbuilt command line, within another command if one is given; it is killed with the test. */
export function startCli(
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
  within: readonly string[] = [],
  /** What to run instead of the source. */
  program: readonly string[] = [process.execPath, MAIN],
) {
  const [command = process.execPath, ...rest] = [...within, ...program, ...args];
  const child = execa(command, rest, {
    cwd,
    env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}
