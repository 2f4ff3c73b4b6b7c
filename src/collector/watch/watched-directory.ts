import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename } from 'node:path';

/** One directory that the kernel tells about, and what in it is of interest. */
export interface WatchedDirectory {
  readonly dir: string;
  /** Name → the inputs that it is. */
  readonly inputs: Map<string, Set<string>>;
  /** Inputs for which every name counts: the directory was listed. */
  readonly listings: Set<string>;
  /** Names that inputs further down are reached over, with how many ways lead over each. */
  readonly steps: Map<string, number>;
  /** Null where the kernel does not tell: `error` says why. */
  watcher: FSWatcher | null;
  identity: string;
  error: string | null;
}

/** `name` null: something happened to the directory itself. */
export type OnEvent = (directory: WatchedDirectory, name: string | null) => void;

export function unwatchedDirectory(dir: string): WatchedDirectory {
  return {
    dir,
    inputs: new Map(),
    listings: new Set(),
    steps: new Map(),
    watcher: null,
    identity: '',
    error: null,
  };
}

/** Begins to watch; what goes wrong is left in `error`. */
export function arm(directory: WatchedDirectory, onEvent: OnEvent): void {
  disarm(directory);
  try {
    directory.identity = identityOf(directory.dir);
    const watcher = watch(directory.dir, { persistent: false }, (event, name) => {
      onEvent(directory, name);
      // A directory that is moved or removed is told by its own name, as an entry of that name would be.
      if (event === 'rename' && name === basename(directory.dir)) onEvent(directory, null);
    });
    watcher.on('error', (cause) => {
      disarm(directory);
      directory.error = codeOf(cause);
      onEvent(directory, null);
    });
    directory.watcher = watcher;
    directory.error = null;
  } catch (cause) {
    directory.error = codeOf(cause);
  }
}

export function disarm(directory: WatchedDirectory): void {
  directory.watcher?.close();
  directory.watcher = null;
}

/** Whether the path still leads to the directory that is watched. */
export function isArmed({ dir, watcher, identity }: WatchedDirectory): boolean {
  if (watcher === null) return false;
  try {
    return identityOf(dir) === identity;
  } catch {
    return false;
  }
}

/** Nothing in it is of interest any more. */
export function isUnused({ inputs, listings, steps }: WatchedDirectory): boolean {
  return inputs.size === 0 && listings.size === 0 && steps.size === 0;
}

function identityOf(dir: string): string {
  const { dev, ino } = statSync(dir);
  return `${dev}:${ino}`;
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? String(cause);
}
