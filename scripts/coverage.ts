// `npm run coverage [-- TEST…]`: which lines of src/ the tests run, in their own processes and in those of the command line
// (V8's counters: NODE_V8_COVERAGE). Lines of types and comments are nothing to run: they do not count. Exits 1 below 90 %.
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join, relative } from 'node:path';
import { execa } from 'execa';

const root = join(import.meta.dirname, '..');
const LEAST_PERCENT = 90;

/** One file of c8's report: a statement is a line there. */
interface FileCoverage {
  readonly path: string;
  readonly statementMap: Readonly<Record<string, { readonly start: { readonly line: number } }>>;
  readonly s: Readonly<Record<string, number>>;
}

const c8 = [
  '--all',
  '--src',
  'src',
  '--include',
  'src/**',
  '--temp-directory',
  'coverage/v8',
  '--reporter',
  'json',
  '--reporter',
  'html',
];
const { exitCode } = await execa(
  'c8',
  [...c8, 'vitest', 'run', '-c', 'vitest.coverage.config.ts', ...process.argv.slice(2)],
  { cwd: root, preferLocal: true, stdio: 'inherit', reject: false },
);
const report: Readonly<Record<string, FileCoverage>> = JSON.parse(
  readFileSync(join(root, 'coverage/coverage-final.json'), 'utf8'),
);
const folders = new Map<string, { covered: number; lines: number }>();
for (const { path, statementMap, s } of Object.values(report)) {
  const code = codeLines(readFileSync(path, 'utf8'));
  const [, folder = ''] = relative(root, path).split('/');
  for (const name of [folder, 'all of src']) {
    const sums = folders.get(name) ?? { covered: 0, lines: 0 };
    const counted = Object.entries(statementMap).filter(([, { start }]) => code.has(start.line));
    sums.lines += counted.length;
    sums.covered += counted.filter(([id]) => (s[id] ?? 0) > 0).length;
    folders.set(name, sums);
  }
}
for (const [name, { covered, lines }] of [...folders].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  process.stdout.write(`${name.padEnd(12)} ${percent(covered, lines).toFixed(1)} % of ${lines} lines\n`);
const all = folders.get('all of src') ?? { covered: 0, lines: 1 };
process.exitCode = exitCode !== 0 || percent(all.covered, all.lines) < LEAST_PERCENT ? 1 : 0;

function percent(part: number, whole: number): number {
  return (100 * part) / whole;
}

/** Numbers of the lines that hold more than types, comments and brackets. */
function codeLines(text: string): ReadonlySet<number> {
  const lines = stripTypeScriptTypes(text).split('\n');
  return new Set(
    lines.flatMap((line, index) => (/^\s*(?:$|\/\/|\/\*|\*|[\s(){}[\];,]+$)/.test(line) ? [] : [index + 1])),
  );
}
