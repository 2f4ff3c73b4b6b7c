import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUILD_ROWS, type BuildBench, type BuildRow, GREETINGS } from './build-rows.ts';

export interface BuildTamperResult {
  readonly what: string;
  readonly goBuild: string;
  readonly godrift: string;
}

const MAIN = join(import.meta.dirname, '../../src/main.ts');

/** Tampers with a real build cache in every way, and asks Go and godrift. */
export function runBuildRows(): readonly BuildTamperResult[] {
  const work = mkdtempSync(join(tmpdir(), 'godrift-tamper-'));
  try {
    const origin = buildOnce(join(work, 'origin'));
    return BUILD_ROWS.map((row, index) => runRow(row, origin, join(work, String(index))));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The rows as a table in Markdown. */
export function formatBuildTable(results: readonly BuildTamperResult[]): string {
  return [
    '| tampered with | `go build` | `godrift cache verify --build` |',
    '|---|---|---|',
    ...results.map((result) => `| ${Object.values(result).join(' | ')} |`),
    '',
  ].join('\n');
}

/** Builds both versions of a program, so that the cache has both; the first one's source stays. */
export function buildOnce(dir: string): BuildBench {
  const bench = { project: join(dir, 'project'), gocache: join(dir, 'gocache') };
  mkdirSync(join(bench.project, 'lib'), { recursive: true });
  writeFileSync(join(bench.project, 'go.mod'), 'module tamper.test\n\ngo 1.21\n');
  writeFileSync(
    join(bench.project, 'main.go'),
    'package main\n\nimport "tamper.test/lib"\n\nfunc main() { println(lib.Greet()) }\n',
  );
  for (const greeting of [GREETINGS[1], GREETINGS[0]]) {
    const text = `package lib\n\n//go:noinline\nfunc Greet() string { return "${greeting}" }\n`;
    writeFileSync(join(bench.project, 'lib/lib.go'), text);
    execFileSync('go', ['build', '-o', '/dev/null', '.'], { cwd: bench.project, env: envOf(bench) });
  }
  return bench;
}

export function envOf({ gocache }: BuildBench, more: Readonly<Record<string, string>> = {}) {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, GOCACHE: gocache, GOENV: 'off', GOTOOLCHAIN: 'local', GOFLAGS: '-trimpath', ...more };
}

function runRow({ what, tamper }: BuildRow, origin: BuildBench, dir: string): BuildTamperResult {
  const bench = { ...origin, gocache: join(dir, 'gocache') };
  cpSync(origin.gocache, bench.gocache, { recursive: true, preserveTimestamps: true });
  const env = envOf(bench, { GODRIFT_STATE_DIR: join(dir, 'state') });
  const run = (file: string, ...args: string[]) =>
    spawnSync(file, args, { cwd: bench.project, env, encoding: 'utf8' });
  tamper(bench);
  const { status, stdout, stderr } = run(process.execPath, MAIN, 'cache', 'verify', '--build', '--json');
  if (stdout === '') throw new Error(`${what}: ${stderr}`);
  const { report } = (JSON.parse(stdout) as Report).build;
  const program = join(dir, 'program');
  const built = run('go', 'build', '-o', program, '.');
  const greeting = run(program).stderr.trim();
  const found = [...new Set(report.findings.map(({ kind }) => kind))].join(', ');
  const noted = report.missingOutputs > 0 ? ', an output trimmed' : '';
  return {
    what,
    goBuild:
      built.status !== 0
        ? 'fails'
        : greeting === GREETINGS[0]
          ? 'builds what it should'
          : `**links it**: the program says \`${greeting}\``,
    godrift: status === 0 ? `ok${noted}` : `exit ${status}: ${found}`,
  };
}

interface Report {
  readonly build: {
    readonly report: {
      readonly missingOutputs: number;
      readonly findings: readonly { readonly kind: string }[];
    };
  };
}
