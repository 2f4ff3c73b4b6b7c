import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bench, MODULE, MODULE_ROWS, type TamperRow } from './module-rows.ts';

export interface TamperResult {
  readonly what: string;
  readonly goModVerify: string;
  readonly goBuild: string;
  readonly godrift: string;
}

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const SOURCE = `package main

import "${MODULE.path}"

func main() { _, _ = toml.Decode("", nil) }
`;

/** Tampers with a real module in every way, and asks Go and godrift. Downloads the module once. */
export function runModuleRows(): readonly TamperResult[] {
  const work = mkdtempSync(join(tmpdir(), 'godrift-tamper-'));
  try {
    const origin = fetchOnce(work);
    return MODULE_ROWS.map((row, index) => runRow(row, copyOf(origin, join(work, String(index)))));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The rows as a table in Markdown. */
export function formatTamperTable(results: readonly TamperResult[]): string {
  const lines = results.map(({ what, ...said }) => `| ${[what, ...Object.values(said)].join(' | ')} |`);
  return [
    '| tampered with | `go mod verify` | `go build` | `godrift cache verify` |',
    '|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}

function fetchOnce(work: string): Bench {
  const bench = benchIn(join(work, 'origin'));
  mkdirSync(bench.project, { recursive: true });
  writeFileSync(join(bench.project, 'main.go'), SOURCE);
  writeFileSync(
    join(bench.project, 'go.mod'),
    `module example.com/tamper\n\ngo 1.21\n\nrequire ${MODULE.path} ${MODULE.version}\n`,
  );
  execFileSync('go', ['mod', 'tidy'], {
    cwd: bench.project,
    env: { ...process.env, ...bench.env },
    stdio: 'pipe',
  });
  return bench;
}

function benchIn(dir: string): Bench {
  const gomodcache = join(dir, 'mod');
  const { PATH = '', HOME = '' } = process.env;
  const env = {
    PATH,
    HOME,
    GOMODCACHE: gomodcache,
    GOFLAGS: '-modcacherw',
    GOENV: 'off',
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
  };
  return { project: join(dir, 'project'), gomodcache, env };
}

function copyOf(origin: Bench, dir: string): Bench {
  const bench = benchIn(dir);
  cpSync(origin.project, bench.project, { recursive: true });
  cpSync(origin.gomodcache, bench.gomodcache, { recursive: true });
  return { ...bench, env: { ...bench.env, GOPROXY: 'off', GODRIFT_STATE_DIR: join(dir, 'state') } };
}

function runRow({ what, tamper }: TamperRow, bench: Bench): TamperResult {
  const run = (file: string, ...args: string[]) =>
    spawnSync(file, args, { cwd: bench.project, env: bench.env, encoding: 'utf8' });
  const godrift = () => run(process.execPath, MAIN, 'cache', 'verify', '--modules', '--json');
  tamper(bench);
  const { status, stdout, stderr } = godrift();
  if (stdout === '') throw new Error(`${what}: ${stderr}`);
  const [project] = (JSON.parse(stdout) as Report).projects;
  const found = project?.findings.map(
    ({ state, part, files }) => `${state}: ${[part, ...files.map(({ name }) => `\`${name}\``)].join(' ')}`,
  );
  const said = project?.reason ?? [...new Set(found)].join('; ');
  return {
    what,
    // Before `go build`, which may repair what it finds.
    goModVerify: run('go', 'mod', 'verify').status === 0 ? 'OK' : 'FAIL',
    goBuild: run('go', 'build', '-o', '/dev/null', '.').status === 0 ? 'builds' : 'fails',
    godrift: status === 0 ? 'ok' : `exit ${status}: ${said}`,
  };
}

interface Report {
  readonly projects: readonly {
    readonly reason: string | null;
    readonly findings: readonly {
      readonly state: string;
      readonly part: string;
      readonly files: readonly { readonly name: string }[];
    }[];
  }[];
}
