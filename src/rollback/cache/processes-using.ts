import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { isGenerationName } from './generation.ts';
import {
  DENIED,
  listProcesses,
  type ProcEntry,
  type ProcOptions,
  parseEnvironment,
  procLink,
  procName,
  procOpenFiles,
  procText,
  startedAt,
} from './proc.ts';

export type Use = 'environ' | 'open file' | 'maps' | 'cwd' | 'mount';

export interface RootUser {
  readonly pid: number;
  readonly name: string;
  readonly how: Use;
}

/** A process of this user that could not be looked at. */
export interface Unreadable {
  readonly pid: number;
  readonly name: string;
  /** ms since the epoch; null where that is not known. */
  readonly startedAt: number | null;
}

export interface RootUsers {
  readonly users: readonly RootUser[];
  /** There may be more users: some of this user's processes could not be looked at, or none at all (no /proc). */
  readonly blind: boolean;
  readonly unreadable: readonly Unreadable[];
}

/** The processes that refer to a GOCACHE or something in it, each once. */
export async function processesUsing(root: string, options: ProcOptions = {}): Promise<RootUsers> {
  const processes = await listProcesses(options);
  if (processes === null) return { users: [], blind: true, unreadable: [] };
  const own = process.getuid?.();
  const refers = mention(root);
  const users: RootUser[] = [];
  const unreadable: Unreadable[] = [];
  for (const entry of processes) {
    const how = await useOf(entry, root, refers);
    if (how === null) continue;
    const found = { pid: entry.pid, name: await procName(entry) };
    if (how !== DENIED) users.push({ ...found, how });
    else if (entry.uid === own) unreadable.push({ ...found, startedAt: await startedAt(entry) });
  }
  return { users, blind: unreadable.length > 0, unreadable };
}

/** The first way found; what can be read of a process counts even where the rest cannot. */
async function useOf(
  entry: ProcEntry,
  root: string,
  refers: (text: string) => boolean,
): Promise<Use | typeof DENIED | null> {
  const [environ, files, maps, cwd, mounts] = await Promise.all([
    procText(entry, 'environ'),
    procOpenFiles(entry),
    procText(entry, 'maps'),
    procLink(entry, 'cwd'),
    procText(entry, 'mountinfo'),
  ]);
  if (environ !== DENIED && environRefers(environ, root, refers)) return 'environ';
  if (files !== DENIED && files.some(refers)) return 'open file';
  if (maps !== DENIED && refers(maps)) return 'maps';
  if (cwd !== DENIED && refers(cwd)) return 'cwd';
  if (mounts !== DENIED && refers(mounts)) return 'mount';
  return [environ, files, maps, cwd].includes(DENIED) ? DENIED : null;
}

/** Go's telemetry child outlives its `go`, has its environment, and reads no cache (cmd/internal/telemetry/counter). */
function environRefers(environ: string, root: string, refers: (text: string) => boolean): boolean {
  const env = parseEnvironment(environ);
  return env.GO_TELEMETRY_CHILD === undefined && (refers(environ) || leadsTo(env.GOCACHE, root));
}

/**
 * Whether a text holds the path. A generation's name is enough: no other has it, a container may have mounted it
 * elsewhere, and `cache gc` may have moved it.
 */
function mention(root: string): (text: string) => boolean {
  const name = basename(root);
  const own = isGenerationName(name) ? [name] : [root, realPath(root)];
  // The text files of /proc are read as latin1, its links as UTF-8.
  const spellings = new Set([...own, ...own.map((path) => Buffer.from(path).toString('latin1'))]);
  return (text) => [...spellings].some((path) => holds(text, path));
}

/** Whole: `/a/b` is not in `/a/b-c`. */
function holds(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1))
    if (!/[\w.-]/.test(text.charAt(at + path.length))) return true;
  return false;
}

function leadsTo(path: string | undefined, root: string): boolean {
  return path !== undefined && path !== '' && realPath(path) === realPath(root);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
