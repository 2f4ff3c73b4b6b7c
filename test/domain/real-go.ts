import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface GoAnswer {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const hasGo = spawnSync('go', ['version'], { env: goEnvironment() }).status === 0;

/** Runs the local Go in a directory, offline and without the machine's settings. */
export function realGo(dir: string, args: readonly string[], input = ''): GoAnswer {
  const { status, stdout, stderr } = spawnSync('go', args, {
    cwd: dir,
    env: goEnvironment(),
    input,
    encoding: 'utf8',
  });
  return { exitCode: status, stdout, stderr };
}

/** Calls `use` with a new directory that holds `files`, and removes it afterwards. */
export function inDirectory<Result>(
  files: Readonly<Record<string, string>>,
  use: (dir: string) => Result,
): Result {
  const dir = mkdtempSync(join(tmpdir(), 'godrift-go-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
    return use(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function goEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '', GOCACHE } = process.env;
  const hermetic = { GOENV: 'off', GOTOOLCHAIN: 'local', GOPROXY: 'off', GOWORK: 'off', GOTELEMETRY: 'off' };
  return { PATH, HOME, ...hermetic, ...(GOCACHE === undefined ? {} : { GOCACHE }) };
}
