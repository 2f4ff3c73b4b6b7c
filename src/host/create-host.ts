import { createHash } from 'node:crypto';
import {
  accessSync,
  type BigIntStats,
  closeSync,
  constants,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
} from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { Tracer } from '../contract/tracer.ts';
import { CollectError } from '../domain/errors.ts';
import { createGo } from './create-go.ts';
import type { FileStat, Host, RunOptions, RunResult } from './host.ts';
import {
  type DigestKind,
  digestOf,
  type InputSignatures,
  isAbsent,
  presenceOf,
  presenceOn,
  readPackageEntries,
  signatureOf,
  signatureRank,
  statInput,
} from './inputs.ts';
import { monotonicMs } from './monotonic.ts';
import { readVolume } from './volume.ts';

/** Outputs of commands that depend on nothing but their executable, by executable signature and arguments. */
export type ReusableRuns = Record<string, RunResult>;

/** Commands that looks of one moment share, by everything that their output depends on. */
export type SharedRuns = Map<string, Promise<RunResult>>;

export interface HostOptions {
  /** The observed environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly projectDir: string;
  readonly online: boolean;
  /** All commands of this host end by then, in ms from its creation. */
  readonly timeoutMs: number;
  readonly tracer: Tracer;
  readonly stateDir?: string | undefined;
  readonly reusableRuns?: ReusableRuns;
  readonly sharedRuns?: SharedRuns | undefined;
}

export interface RecordingHost extends Host {
  /** Everything looked at so far. */
  readonly inputs: () => InputSignatures;
  readonly reusableRuns: ReusableRuns;
  /** Why this run's facts must not be reused; empty if they may. */
  readonly volatileReasons: () => readonly string[];
}

/** The machine, seen from one project for one run. */
export function createHost(options: HostOptions): RecordingHost {
  const inputs: Record<string, string> = Object.create(null);
  const volatileReasons = new Set<string>();
  const reusableRuns: ReusableRuns = { ...options.reusableRuns };
  const deadlineMs = monotonicMs() + options.timeoutMs;

  // The signature is taken before the content is read: a change in between makes the facts stale, never wrongly fresh.
  function observe(path: string, { listed = false } = {}): BigIntStats | undefined {
    const stat = guard(path, () => statInput(path));
    if (stat?.isDirectory() === true && !listed) inputs[path] ??= presenceOf(stat);
    else if (listed && signatureRank(inputs[path]) < 2) inputs[path] = signatureOf(stat);
    else inputs[path] ??= signatureOf(stat);
    return stat;
  }

  /** The text that counts; null where there is none. What cannot be read is known by its stat data. */
  function observeDigest(kind: DigestKind, path: string): string | null {
    const stat = guard(path, () => statInput(path));
    const isReadable = kind === 'package' ? stat?.isDirectory() === true : stat?.isFile() === true;
    let digest: { readonly text: string | null; readonly signature: string } = {
      text: null,
      signature: signatureOf(stat),
    };
    try {
      if (stat !== undefined && isReadable) digest = digestOf(kind, path, stat);
    } catch {
      // Not to be read here: then neither can Go read it.
    }
    if (signatureRank(inputs[path]) < 1) inputs[path] = digest.signature;
    return digest.text;
  }

  function which(name: string): readonly string[] {
    if (name.includes('/'))
      return executable(resolve(options.projectDir, name)) ? [resolve(options.projectDir, name)] : [];
    const found: string[] = [];
    for (const dir of new Set((options.env.PATH ?? '').split(':'))) {
      // Go itself refuses executables found through a relative PATH entry (os/exec: ErrDot).
      if (!isAbsolute(dir)) continue;
      try {
        observe(dir, { listed: true });
      } catch {
        // What may not be looked into has nothing to run, as for execvp(3): the next directory is.
        continue;
      }
      const path = join(dir, name);
      if (executable(path)) found.push(path);
    }
    return found;
  }

  function executable(path: string): boolean {
    let stat: BigIntStats | undefined;
    try {
      stat = statInput(path);
    } catch {
      return false;
    }
    if (stat === undefined) return false;
    inputs[path] ??= signatureOf(stat);
    return stat.isFile() && (Number(stat.mode) & 0o111) !== 0;
  }

  async function run(file: string, args: readonly string[], runOptions: RunOptions): Promise<RunResult> {
    const key = runOptions.reusable === true ? [file, signatureOf(observe(file)), ...args].join('\0') : null;
    const known = key === null ? undefined : reusableRuns[key];
    if (known !== undefined) return known;
    const result = await (runOptions.sharedBy === undefined && key === null
      ? start(file, args, runOptions)
      : share(file, args, runOptions));
    if (key !== null) reusableRuns[key] = result;
    return result;
  }

  async function start(file: string, args: readonly string[], runOptions: RunOptions): Promise<RunResult> {
    const leftMs = deadlineMs - monotonicMs();
    const { runProcess } = await import('./run-process.ts');
    return runProcess(options.tracer, file, args, {
      cwd: options.projectDir,
      ...runOptions,
      timeoutMs: Math.max(1, Math.min(runOptions.timeoutMs ?? Number.POSITIVE_INFINITY, leftMs)),
    });
  }

  /** Signed before it runs: whoever takes over the output notices every change since then. */
  function share(file: string, args: readonly string[], runOptions: RunOptions): Promise<RunResult> {
    const { sharedRuns } = options;
    if (sharedRuns === undefined) return start(file, args, runOptions);
    const files = [file, ...(runOptions.sharedBy ?? [])];
    const key = JSON.stringify([file, args, runOptions.env, files.map((path) => signatureOf(observe(path)))]);
    const known = sharedRuns.get(key);
    if (known !== undefined) return known;
    const run = start(file, args, runOptions);
    sharedRuns.set(key, run);
    // What went wrong may be one look's own: its time was up.
    run.catch(() => sharedRuns.delete(key));
    return run;
  }

  const base = {
    env: options.env,
    platform: process.platform,
    arch: process.arch,
    home: options.env.HOME ?? options.env.USERPROFILE ?? '',
    now: () => new Date(),
    stateDir: options.stateDir ?? null,
    readText: (path: string) => {
      if (observe(path) === undefined) return null;
      return guard(path, () => readFileSync(path, 'utf8')) ?? null;
    },
    firstBytes: (path: string, count: number) => {
      if (observe(path) === undefined) return null;
      return guard(path, () => readStart(path, count)) ?? null;
    },
    stat: (path: string) => toFileStat(observe(path)),
    realpath: (path: string) => {
      observe(path);
      return guard(path, () => realpathSync(path)) ?? null;
    },
    canWrite: (dir: string) => {
      observe(dir);
      try {
        accessSync(dir, constants.W_OK | constants.X_OK);
        return true;
      } catch {
        return false;
      }
    },
    volume: (dir: string) => {
      const volume = readVolume(dir);
      const stat = observe(dir);
      if (stat?.isDirectory() === true && inputs[dir] === presenceOf(stat))
        inputs[dir] = presenceOn(stat, volume);
      return volume;
    },
    list: (dir: string) => {
      observe(dir, { listed: true });
      return guard(dir, () => readdirSync(dir).sort()) ?? null;
    },
    packageEntries: (dir: string) => {
      observeDigest('package', dir);
      return guard(dir, () => readPackageEntries(dir)) ?? null;
    },
    header: (path: string) => observeDigest('header', path),
    sha256: (path: string) => {
      if (observe(path)?.isFile() !== true) return null;
      return guard(path, () => createHash('sha256').update(readFileSync(path)).digest('hex')) ?? null;
    },
    which,
    run,
    volatile: (why: string) => void volatileReasons.add(why),
  };
  return {
    ...base,
    go: createGo(base, { projectDir: options.projectDir, online: options.online }),
    inputs: () => inputs,
    reusableRuns,
    volatileReasons: () => [...volatileReasons],
  };
}

function readStart(path: string, count: number): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(count);
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

function guard<T>(path: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (cause) {
    if (isAbsent(cause)) return undefined;
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new CollectError(
      code === 'EACCES' || code === 'EPERM' ? 'permission' : 'internal',
      `cannot read ${path}: ${code}`,
      {
        cause,
      },
    );
  }
}

function toFileStat(stat: BigIntStats | undefined): FileStat | null {
  if (stat === undefined) return null;
  return {
    sizeBytes: Number(stat.size),
    mtimeNs: stat.mtimeNs,
    ino: stat.ino,
    mode: Number(stat.mode),
    kind: stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : 'other',
  };
}
