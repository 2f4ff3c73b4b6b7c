import { readFileSync, readlinkSync } from 'node:fs';
import type { Host } from './host.ts';

/** A process above this one. */
export interface Ancestor {
  readonly pid: number;
  /** As the kernel calls it: of a script with an interpreter line the script's name, at most 15 characters on Linux. */
  readonly name: string;
  /** The executable, absolute; null where it is another user's. */
  readonly executable: string | null;
}

interface TreeProcess extends Ancestor {
  readonly parent: number;
}

export interface ProcessTreeOptions {
  readonly pid?: number;
  readonly procDir?: string;
}

const MAX_DEPTH = 64;

/**
 * The processes above this one, the nearest first; those that cannot be read end the list. Not recorded as input: the
 * tree is another one in every run.
 */
export async function readAncestors(
  host: Pick<Host, 'platform' | 'run'>,
  { pid = process.ppid, procDir = '/proc' }: ProcessTreeOptions = {},
): Promise<readonly Ancestor[]> {
  if (host.platform === 'win32') return [];
  if (host.platform === 'linux') return readAncestorsFromProc({ pid, procDir });
  const listed = await listProcesses(host);
  return climb(pid, (next) => listed.get(next) ?? null);
}

/** The same on Linux, without running anything. */
export function readAncestorsFromProc({
  pid = process.ppid,
  procDir = '/proc',
}: ProcessTreeOptions = {}): readonly Ancestor[] {
  return climb(pid, (next) => readProcess(procDir, next));
}

function climb(pid: number, read: (pid: number) => TreeProcess | null): readonly Ancestor[] {
  const ancestors: Ancestor[] = [];
  for (let next = pid; next > 0 && ancestors.length < MAX_DEPTH; ) {
    const found = read(next);
    if (found === null) break;
    const { parent, ...ancestor } = found;
    ancestors.push(ancestor);
    next = parent;
  }
  return ancestors;
}

function readProcess(procDir: string, pid: number): TreeProcess | null {
  try {
    const stat = readFileSync(`${procDir}/${pid}/stat`, 'utf8');
    // The name stands in parentheses and may hold some itself: proc_pid_stat(5).
    const end = stat.lastIndexOf(')');
    const parent = Number(stat.slice(end + 2).split(' ')[1]);
    return {
      pid,
      name: stat.slice(stat.indexOf('(') + 1, end),
      executable: readExecutable(`${procDir}/${pid}/exe`),
      parent,
    };
  } catch {
    return null;
  }
}

function readExecutable(link: string): string | null {
  try {
    return readlinkSync(link).replace(/ \(deleted\)$/, '');
  } catch {
    return null;
  }
}

async function listProcesses(host: Pick<Host, 'run'>): Promise<ReadonlyMap<number, TreeProcess>> {
  const { stdout } = await host.run('/bin/ps', ['-axo', 'pid=,ppid=,comm='], {
    env: { LC_ALL: 'C' },
    timeoutMs: 1000,
  });
  return parseProcessList(stdout);
}

/** What `ps -axo pid=,ppid=,comm=` prints; a login shell's name begins with `-`. */
export function parseProcessList(text: string): ReadonlyMap<number, TreeProcess> {
  const lines = [...text.matchAll(/^ *(?<pid>\d+) +(?<parent>\d+) +-?(?<command>\S.*?) *$/gm)];
  return new Map(
    lines.map(({ groups: { pid = '', parent = '', command = '' } = {} }) => {
      const executable = command.startsWith('/') ? command : null;
      const name = command.slice(command.lastIndexOf('/') + 1);
      return [Number(pid), { pid: Number(pid), parent: Number(parent), name, executable }];
    }),
  );
}
