import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatLine } from '../../src/domain/snapshot-line.ts';
import { renderHook, SHELLS, type Shell } from '../../src/shell/render-hook.ts';
import { tempProject } from '../support/run-cli.ts';

/** The shells of this machine; the README says how to install the others. */
export const PRESENT = SHELLS.filter((shell) => spawnSync(shell, ['-c', 'true']).status === 0);

const START: Readonly<Record<Shell, readonly string[]>> = {
  bash: ['--norc', '--noprofile'],
  zsh: ['-f'],
  fish: ['--no-config'],
};

export interface ShellRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ShellTest {
  readonly stateDir: string;
  /** The line that loads the hook. */
  readonly loader: string;
  /** Loads the hook, then runs the lines as a script. */
  readonly run: (lines: readonly string[], options?: RunOptions) => ShellRun;
  /** Loads the hook as a start file does, then types the lines: before each there is a prompt. */
  readonly type: (lines: readonly string[], options?: RunOptions) => ShellRun;
  readonly set: (name: string, value: string) => string;
  readonly unset: (name: string) => string;
  /** Writes the environment of a child of the shell to the file NAME in the state directory. */
  readonly dump: (name: string) => string;
  readonly dumped: (name: string) => Record<string, string>;
  readonly snapshot: (name: string, text: string | Uint8Array) => void;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Before the hook is loaded. */
  readonly before?: readonly string[];
  readonly args?: readonly string[];
  /** In front of the shell's own command line. */
  readonly prefix?: readonly string[];
}

export function shellTest(shell: Shell): ShellTest {
  const stateDir = join(tempProject(), "it's a $(state) dir");
  mkdirSync(join(stateDir, 'env'), { recursive: true, mode: 0o700 });
  const load = join(stateDir, 'load');
  writeFileSync(load, renderHook(shell, { stateDir, version: '1.0.0' }));
  const loader = shell === 'fish' ? `source ${quote(shell, load)}` : `eval "$(cat ${quote(shell, load)})"`;
  const spawn = (command: readonly string[], { env = {}, prefix = [] }: RunOptions, input = ''): ShellRun => {
    const [file = shell, ...rest] = [...prefix, ...command];
    const { status, stdout, stderr } = spawnSync(file, rest, {
      encoding: 'utf8',
      input,
      cwd: stateDir,
      // fish and zsh set and export a user's name where there is none.
      env: {
        USER: 'u',
        LOGNAME: 'u',
        PATH: '/usr/local/bin:/usr/bin:/bin',
        HOME: stateDir,
        LANG: 'C.UTF-8',
        TERM: 'dumb',
        ...env,
      },
    });
    return { status, stdout, stderr };
  };
  return {
    stateDir,
    loader,
    run: (lines, options = {}) => {
      const { before = [], args = [] } = options;
      const code = [...before, loader, ...lines].join('\n');
      return spawn([shell, ...START[shell], ...args, '-c', code], options);
    },
    type: (lines, options = {}) => {
      const start = [...(options.before ?? []), loader].join('\n');
      const { command, env } = interactive(shell, stateDir, start);
      return spawn(
        [...command, ...(options.args ?? [])],
        { ...options, env: { ...env, ...options.env } },
        `${lines.join('\n')}\n`,
      );
    },
    set: (name, value) =>
      shell === 'fish' ? `set -gx ${name} ${quote(shell, value)}` : `export ${name}=${quote(shell, value)}`,
    unset: (name) => (shell === 'fish' ? `set -e ${name}` : `unset ${name}`),
    dump: (name) => `/usr/bin/env -0 >${quote(shell, join(stateDir, name))}`,
    dumped: (name) =>
      Object.fromEntries(
        readFileSync(join(stateDir, name), 'utf8')
          .split('\0')
          .filter((entry) => entry !== '' && !/^(?:_|PWD|OLDPWD|SHLVL)=/.test(entry))
          .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const)
          .sort(),
      ),
    snapshot: (name, text) => {
      writeFileSync(join(stateDir, 'env', `${name}.snap`), text, { mode: 0o600 });
    },
  };
}

/** With this start file only, and no prompt text. */
function interactive(shell: Shell, dir: string, start: string) {
  if (shell === 'fish')
    return { command: ['fish', '--no-config', '-i', '-C', `function fish_prompt; end\n${start}`], env: {} };
  const file = join(dir, '.zshrc');
  writeFileSync(file, `PS1=\n${shell === 'zsh' ? 'setopt no_prompt_sp\n' : ''}${start}\n`);
  return shell === 'bash'
    ? { command: ['bash', '--noprofile', '--rcfile', file, '-i'], env: { HISTFILE: '' } }
    : { command: ['zsh', '-d', '-i'], env: { ZDOTDIR: dir } };
}

export function quote(shell: Shell, text: string): string {
  return shell === 'fish'
    ? `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
    : `'${text.replaceAll("'", "'\\''")}'`;
}

export const HEADER = '#SNAPSHOT v1 2026-11-23T12:00:00.000Z\n';

/** An env snapshot as TypeScript writes it, with empty values. */
export function envSnapshot(variables: Readonly<Record<string, string>>): string {
  const names = Object.keys(variables).sort();
  return `${HEADER}${names.map((name) => `${formatLine(name, variables[name] ?? '')}\n`).join('')}`;
}
