import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileDirectories } from '../../support/file-directories.ts';
import { runCli } from '../../support/run-cli.ts';
import { sdkEnv, sdkRoot } from '../../support/sdks.ts';

/** A finding as `check --format json` prints it. */
export interface PrintedFinding {
  readonly key: string;
  readonly kind: string;
  readonly severity: string;
  readonly expected: string | null;
  readonly actual: string | null;
  readonly source: string | null;
  readonly fix: string | null;
}

export interface Place {
  readonly dir: string;
  readonly bin: string;
  readonly env: Record<string, string>;
}

const directory = fileDirectories();

/** A project, a directory for its tools that comes first in PATH, and the SDK that runs. */
export function place(running: string, files: Readonly<Record<string, string>>): Place {
  const dir = directory(files);
  const home = directory();
  const bin = join(home, 'bin');
  mkdirSync(bin);
  const env = sdkEnv(join(sdkRoot(running), 'bin'), home, {
    GOTOOLCHAIN: 'local',
    GOBIN: bin,
    GOFLAGS: '-modcacherw',
  });
  return { dir, bin, env: { ...env, PATH: `${bin}:${env.PATH}` } };
}

/** Runs a command line in bash as a person would, with that SDK; returns how it ended and all that it printed. */
export function inBash({ dir, env }: Place, command: string, sdk?: string, cwd = dir) {
  const PATH = sdk === undefined ? env.PATH : `${join(sdkRoot(sdk), 'bin')}:${env.PATH}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
    cwd,
    env: { ...env, PATH },
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

/** Builds a tool by that SDK; throws what Go said if it cannot. */
export function build(at: Place, sdk: string, command: string, cwd?: string): void {
  const { status, output } = inBash(at, command, sdk, cwd);
  if (status !== 0) throw new Error(`${command}: ${output}`);
}

/** The source of a tool of its own, in a directory; its module's path is all that it has of the real one. */
export function toolSource(module: string, main: string): string {
  return directory({
    'go.mod': `module ${module}\n\ngo 1.18\n`,
    [join(main, 'main.go')]:
      'package main\n\nvar version, Version = "none", "none"\n\nfunc main() { println(version, Version) }\n',
  });
}

export async function checkTools({ dir, env }: Place): Promise<readonly PrintedFinding[]> {
  const { stdout, stderr } = await runCli(['check', '--only', 'tools', '--format', 'json'], dir, env);
  const report = JSON.parse(stdout || stderr) as {
    projects: { findings: PrintedFinding[]; dimensions: { state: string; reason: string | null }[] }[];
  };
  const [project] = report.projects;
  if (project?.dimensions[0]?.state === 'unknown') throw new Error(stdout);
  return project?.findings ?? [];
}

export async function snapshotOf({ dir, env }: Place): Promise<readonly string[]> {
  return (await runCli(['snapshot', 'show'], dir, env)).stdout.split('\n');
}

export const APP =
  'package main\n\nimport "fmt"\n\ntype Kind int\n\nconst A Kind = 0\n\nfunc main() { fmt.Println(A) }\n';
