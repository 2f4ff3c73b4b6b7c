// What the hooks cost in a shell, against direnv's and mise's, and a rollback of 200 variables: `npm run bench -- hooks`.
// direnv is Debian's; mise is fetched by its npm package, which brings the program along.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const dir = mkdtempSync(join(tmpdir(), 'godrift-bench-'));
const env = {
  PATH: process.env.PATH ?? '',
  HOME: dir,
  GODRIFT_STATE_DIR: join(dir, 'state'),
  MISE_DATA_DIR: join(dir, 'mise'),
};
const SHELLS = ['bash', 'zsh', 'fish'] as const;
const [PROMPTS, OTHERS, VARIABLES, ROUNDS] = [500, 50, 200, 21];
const TARGETS = {
  bash: { promptMs: 0.1, direnv: 30, mise: 20, rollbackMs: 3 },
  zsh: { promptMs: 0.1, direnv: 30, mise: 20, rollbackMs: 3 },
  fish: { promptMs: 0.2, direnv: 10, mise: 10, rollbackMs: 12 },
} as const;
type Shell = (typeof SHELLS)[number];

/** Unpacked, not installed. */
function direnv(): string {
  execFileSync('apt-get', ['download', '-q', 'direnv'], { cwd: dir, stdio: 'ignore' });
  const deb = readdirSync(dir).find((name) => name.endsWith('.deb')) ?? '';
  execFileSync('dpkg', ['-x', deb, 'direnv'], { cwd: dir });
  return join(dir, 'direnv/usr/bin/direnv');
}

function mise(): string {
  const name = `@jdxcode/mise-${process.platform}-${process.arch}`;
  mkdirSync(join(dir, 'npm'));
  execFileSync('npm', ['install', '--prefix', join(dir, 'npm'), '--ignore-scripts', name], {
    cwd: dir,
    stdio: 'ignore',
  });
  return join(dir, 'npm/node_modules', name, 'bin/mise');
}

/** Median of what one run takes, in ms, over rounds within one shell; `setup` runs once. */
function inShell(
  shell: Shell,
  { setup = '', before = '', line, times }: { setup?: string; before?: string; line: string; times: number },
): number {
  const hook = execFileSync(process.execPath, [join(root, 'dist/godrift.cjs'), 'hook', shell], {
    env,
    encoding: 'utf8',
  });
  const file = join(dir, `hook.${shell}`);
  writeFileSync(file, hook);
  const took = shell === 'zsh' ? '(end - begin) * 1000000000' : `(\${end/./} - \${begin/./}) * 1000`;
  const script =
    shell === 'fish'
      ? `source ${file}\n${setup}\nfor round in (seq ${ROUNDS})\n${before}\nset -l begin (date +%s%N)\nfor i in (seq ${times})\n${line}\nend\necho @(math (date +%s%N) - $begin)\nend\n`
      : `source ${file}\n${setup}\nfor round in {1..${ROUNDS}}; do\n${before}\nbegin=$EPOCHREALTIME\nfor ((i = 0; i < ${times}; i++)); do ${line}; done\nend=$EPOCHREALTIME\necho "@$(( ${took} ))"\ndone\n`;
  const text = shell === 'zsh' ? `zmodload zsh/datetime\n${script}` : script;
  const args =
    shell === 'bash' ? ['--norc', '-c', text] : shell === 'zsh' ? ['-f', '-c', text] : ['-N', '-c', text];
  const printed = execFileSync(shell, args, {
    env,
    cwd: dir,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ns = [...printed.matchAll(/^@(-?\d+)/gm)].map((match) => Number(match[1])).sort((a, b) => a - b);
  if (ns.length !== ROUNDS) throw new Error(`${shell} did not end its rounds: ${printed.slice(0, 500)}`);
  return (ns[Math.floor(ns.length / 2)] ?? Number.NaN) / 1_000_000 / times;
}

function say(name: string, text: string): void {
  process.stdout.write(`${name.padEnd(34)} ${text}\n`);
}

try {
  const programs = { direnv: direnv(), mise: mise() };
  for (const shell of SHELLS) {
    const target = TARGETS[shell];
    const prompt = inShell(shell, { line: '_gd_prompt', times: PROMPTS });
    say(`${shell}, prompt without changes`, `${prompt.toFixed(3)} ms (target ${target.promptMs})`);
    for (const [name, args] of [
      ['direnv', `export ${shell}`],
      ['mise', `hook-env -s ${shell}`],
    ] as const) {
      const line = `${programs[name]} ${args} >/dev/null 2>&1`;
      const other = inShell(shell, { line, times: OTHERS });
      say(
        `  against ${name} ${args}`,
        `${other.toFixed(2)} ms: 1/${(other / prompt).toFixed(0)} (target 1/${target[name]})`,
      );
    }
    const each = (value: string) =>
      shell === 'fish'
        ? `for i in (seq ${VARIABLES}); set -gx GD_BENCH_$i ${value}$i; end`
        : `for ((i = 0; i < ${VARIABLES}; i++)); do export GD_BENCH_$i=${value}$i; done`;
    const rollback = inShell(shell, {
      setup: `${each('saved')}\nenvsnap --save=bench`,
      before: each('changed'),
      line: 'envsnap --rollback=bench >/dev/null 2>&1',
      times: 1,
    });
    say(
      `${shell}, rollback of ${VARIABLES} variables`,
      `${rollback.toFixed(2)} ms (target ${target.rollbackMs})`,
    );
  }
} finally {
  rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
