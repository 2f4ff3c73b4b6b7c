import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../store/store-error.ts';

/** A process as proc(5) shows it. */
export interface ProcEntry {
  readonly pid: number;
  readonly dir: string;
  /** Its effective user. */
  readonly uid: number;
}

export interface ProcOptions {
  readonly procDir?: string;
}

/** What could not be looked at, though it is there. */
export const DENIED = Symbol('denied');

/** Every process but this one; null where there is no /proc. */
export async function listProcesses({
  procDir = '/proc',
}: ProcOptions): Promise<readonly ProcEntry[] | null> {
  const names = process.platform === 'linux' ? await readdir(procDir).catch(() => null) : null;
  if (names === null) return null;
  const found = await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .map(async (name) => {
        const dir = join(procDir, name);
        const uid = await stat(dir).then(
          (entry) => entry.uid,
          () => null,
        );
        return uid === null ? [] : [{ pid: Number(name), dir, uid }];
      }),
  );
  return found.flat();
}

/** A file of a process as latin1; '' where it has ended. */
export function procText({ dir }: ProcEntry, name: string): Promise<string | typeof DENIED> {
  return orDenied(readFile(join(dir, name), 'latin1'), '');
}

/** Where a link of a process leads, as UTF-8; '' where it has ended. */
export function procLink({ dir }: ProcEntry, name: string): Promise<string | typeof DENIED> {
  return orDenied(readlink(join(dir, name)), '');
}

/** What its descriptors lead to. */
export async function procOpenFiles(entry: ProcEntry): Promise<readonly string[] | typeof DENIED> {
  const names = await orDenied(readdir(join(entry.dir, 'fd')), []);
  if (names === DENIED) return DENIED;
  const links = await Promise.all(names.map((name) => procLink(entry, `fd/${name}`)));
  return links.filter((link) => link !== DENIED);
}

/** As the kernel calls it: at most 15 characters; anyone can read it. */
export async function procName(entry: ProcEntry): Promise<string> {
  const name = await procText(entry, 'comm');
  return name === DENIED ? '' : name.trimEnd();
}

/** The environment that a process was started with. */
export async function procEnvironment(
  entry: ProcEntry,
): Promise<Readonly<Record<string, string>> | typeof DENIED> {
  const text = await procText(entry, 'environ');
  return text === DENIED ? DENIED : parseEnvironment(text);
}

/** `KEY=value` ended by NUL, in latin1; the values are UTF-8. */
export function parseEnvironment(text: string): Readonly<Record<string, string>> {
  const entries = text.split('\0').flatMap((entry) => {
    const at = entry.indexOf('=');
    return at < 1
      ? []
      : [[entry.slice(0, at), Buffer.from(entry.slice(at + 1), 'latin1').toString()] as const];
  });
  return Object.fromEntries(entries);
}

/** A process that ends while it is looked at is no process. */
async function orDenied<T>(looked: Promise<T>, ended: T): Promise<T | typeof DENIED> {
  try {
    return await looked;
  } catch (error) {
    const errno = errnoOf(error);
    return errno === 'EACCES' || errno === 'EPERM' ? DENIED : ended;
  }
}

/** Clock ticks since boot at which it was started (field 22 of proc_pid_stat(5)); null where it has ended. */
async function startTicks(dir: string): Promise<number | null> {
  const text = await readFile(join(dir, 'stat'), 'latin1').catch(() => '');
  const ticks = Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[19]);
  return Number.isInteger(ticks) && ticks > 0 ? ticks : null;
}

// USER_HZ: 100 on every Linux that Node runs on.
const TICK_MS = 10;

/**
 * When a process was started, ms since the epoch, to a few hundredths of a second; null where that is not known. By
 * comparison with this process: /proc/uptime may be a container's own.
 */
export async function startedAt({ dir }: ProcEntry): Promise<number | null> {
  const [its, own] = await Promise.all([startTicks(dir), startTicks(join(dir, '..', String(process.pid)))]);
  if (its === null || own === null) return null;
  return Date.now() - process.uptime() * 1000 + (its - own) * TICK_MS;
}
