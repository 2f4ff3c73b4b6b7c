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
  /** Loads the hook, then runs the lines. */
  readonly run: (lines: readonly string[], options?: RunOptions) => ShellRun;
  readonly set: (name: string, value: string) => string;
  readonly unset: (name: string) => string;
  /** Writes the environment of a child of the shell to the file NAME in the state directory. */
  readonly dump: (name: string) => string;
  readonly dumped: (name: string) => Record<string, string>;
  readonly snapshot: (name: string, text: string) => void;
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
  return {
    stateDir,
    run: (lines, { env = {}, before = [], args = [], prefix = [] } = {}) => {
      const [command = shell, ...rest] = [
        ...prefix,
        shell,
        ...START[shell],
        ...args,
        '-c',
        [...before, loader, ...lines].join('\n'),
      ];
      const result = spawnSync(command, rest, {
        encoding: 'utf8',
        env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: stateDir, LANG: 'C.UTF-8', ...env },
      });
      return { status: result.status, stdout: result.stdout, stderr: result.stderr };
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
