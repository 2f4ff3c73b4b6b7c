import { basename, dirname, join } from 'node:path';
import { type Chain, directoryChain, linkTarget, MAX_LINKS, type Step } from './directory-chain.ts';
import { queueLimit } from './queue-limit.ts';
import {
  arm,
  disarm,
  isArmed,
  isUnused,
  unwatchedDirectory,
  type WatchedDirectory,
} from './watched-directory.ts';

/** How often the watcher saw and lost something, since it was created. */
export interface WatchCounts {
  readonly events: number;
  readonly overflows: number;
  readonly rescans: number;
}

export interface WatcherOptions {
  /** Something is to be taken. */
  readonly onDirty: () => void;
  /** Told once for each time that the kernel stops telling about something. */
  readonly warn: (line: string) => void;
}

/** The inputs to look at again: some, or all where it cannot be told which. */
export type Dirty = ReadonlySet<string> | 'all';

export interface Watcher {
  /** `listing`: everything in the directory counts. */
  readonly add: (path: string, options: { readonly listing: boolean }) => void;
  readonly remove: (path: string) => void;
  /** What has changed since the last call. Ways that lead elsewhere are followed anew before it returns. */
  readonly take: () => Dirty;
  /** Takes up again what was lost. Paths that the kernel did not tell about until now are dirty. */
  readonly repair: () => void;
  /** Changes of this path should be told. */
  readonly covers: (path: string) => boolean;
  /** Tells that a look at everything found what should have been told. */
  readonly missed: () => void;
  readonly counts: () => WatchCounts;
  readonly close: () => void;
}

interface Followed {
  readonly listing: boolean;
  /** Ways in use, one for each link at the path's own end. */
  readonly ways: readonly string[];
  readonly points: readonly Point[];
}

interface Point extends Step {
  /** Where it leads, if it is a link. */
  readonly target: string | null;
}

interface Way extends Chain {
  users: number;
}

/**
 * Watches the directories that inputs are in, since editors and `go` replace files. Each step of the way to an input
 * is watched too, so links and directories may be exchanged.
 */
export function createWatcher({ onDirty, warn }: WatcherOptions): Watcher {
  const directories = new Map<string, WatchedDirectory>();
  const ways = new Map<string, Way>();
  const followed = new Map<string, Followed>();
  const dirtyInputs = new Set<string>();
  const dirtySteps = new Set<string>();
  const limit = queueLimit();
  let all = false;
  let inOneGo = 0;
  let told = '';
  const counts = { events: 0, overflows: 0, rescans: 0 };

  function onEvent(directory: WatchedDirectory, name: string | null): void {
    if (inOneGo++ === 0) setImmediate(endOfOneGo);
    const inputs = name === null ? undefined : directory.inputs.get(name);
    const isStep = name === null || directory.steps.has(name);
    if (inputs === undefined && !isStep && directory.listings.size === 0) return;
    counts.events++;
    for (const path of inputs ?? []) dirtyInputs.add(path);
    for (const path of directory.listings) dirtyInputs.add(path);
    if (isStep) dirtySteps.add(name === null ? directory.dir : join(directory.dir, name));
    onDirty();
  }

  /**
   * libuv reads the kernel's queue until it is empty and drops IN_Q_OVERFLOW. But a queue can only have overflowed while it held
   * `limit` events, which are all delivered in one go: as many of them as that mean that more may be lost.
   */
  function endOfOneGo(): void {
    if (inOneGo >= limit) {
      all = true;
      counts.overflows++;
      counts.rescans++;
      onDirty();
    }
    inOneGo = 0;
  }

  function directoryAt(dir: string): WatchedDirectory {
    const known = directories.get(dir);
    if (known !== undefined) return known;
    const directory = unwatchedDirectory(dir);
    directories.set(dir, directory);
    arm(directory, onEvent);
    if (directory.error !== null) say(directory.error);
    return directory;
  }

  function say(error: string): void {
    // What is gone is followed by the steps above it.
    if (error === 'ENOENT' || error === 'ENOTDIR' || error === told) return;
    told = error;
    warn(WATCH_PROBLEMS.get(error) ?? `some directories cannot be watched (${error}): ${FALL_BACK}`);
  }

  function useWay(dir: string): Way {
    let way = ways.get(dir);
    for (let tries = 0; way === undefined; tries++) {
      const chain = directoryChain(dir);
      for (const step of chain.steps) {
        const { steps } = directoryAt(step.dir);
        steps.set(step.name, (steps.get(step.name) ?? 0) + 1);
      }
      // What came up before its directory was watched is not told.
      const settled = tries === 5 || directoryChain(dir).steps.length === chain.steps.length;
      if (settled) way = { ...chain, users: 0 };
      else leave(chain);
    }
    ways.set(dir, way);
    way.users++;
    return way;
  }

  function releaseWay(dir: string): void {
    const way = ways.get(dir);
    if (way === undefined || --way.users > 0) return;
    ways.delete(dir);
    leave(way);
  }

  function leave(chain: Chain): void {
    for (const step of chain.steps) {
      const directory = directories.get(step.dir);
      if (directory === undefined) continue;
      const left = (directory.steps.get(step.name) ?? 1) - 1;
      if (left > 0) directory.steps.set(step.name, left);
      else directory.steps.delete(step.name);
      dropUnused(directory);
    }
  }

  function dropUnused(directory: WatchedDirectory): void {
    if (!isUnused(directory)) return;
    disarm(directory);
    directories.delete(directory.dir);
  }

  function add(path: string, { listing }: { readonly listing: boolean }): void {
    const known = followed.get(path);
    if (known !== undefined && (known.listing || !listing)) return;
    remove(path);
    if (isSweptOnly(path)) return;
    const used: string[] = [];
    const points: Point[] = [];
    for (let at: string | null = path; at !== null && points.length < MAX_LINKS; ) {
      const [dir, name]: [string, string] = [dirname(at), basename(at)];
      used.push(dir);
      const { real } = useWay(dir);
      if (real === null || name === '') break;
      const { inputs } = directoryAt(real);
      inputs.set(name, (inputs.get(name) ?? new Set()).add(path));
      at = linkTarget(real, join(real, name));
      points.push({ dir: real, name, target: at });
    }
    if (listing) {
      used.push(path);
      const { real } = useWay(path);
      if (real !== null) directoryAt(real).listings.add(path);
    }
    followed.set(path, { listing, ways: used, points });
  }

  function remove(path: string): void {
    const known = followed.get(path);
    if (known === undefined) return;
    followed.delete(path);
    for (const { dir, name } of known.points) {
      const directory = directories.get(dir);
      const inputs = directory?.inputs.get(name);
      inputs?.delete(path);
      if (inputs?.size === 0) directory?.inputs.delete(name);
    }
    const real = known.listing ? ways.get(path)?.real : null;
    if (typeof real === 'string') directories.get(real)?.listings.delete(path);
    for (const way of known.ways) releaseWay(way);
    const touched = [...known.points.map(({ dir }) => dir), ...(typeof real === 'string' ? [real] : [])];
    for (const dir of touched) {
      const directory = directories.get(dir);
      if (directory !== undefined) dropUnused(directory);
    }
  }

  /** Follows every way anew that leads over these, and returns the inputs at their ends. */
  function follow(steps: ReadonlySet<string>): readonly string[] {
    const changed = new Set<string>();
    for (const [dir, way] of ways) {
      if (way.steps.some((step) => steps.has(join(step.dir, step.name)))) changed.add(dir);
    }
    for (const dir of steps) {
      const directory = directories.get(dir);
      if (directory !== undefined && !isArmed(directory)) arm(directory, onEvent);
    }
    const again = [...followed].filter(([, one]) => one.ways.some((way) => changed.has(way)));
    for (const [path] of again) remove(path);
    for (const [path, { listing }] of again) add(path, { listing });
    if (again.length > 0) counts.rescans++;
    return again.map(([path]) => path);
  }

  function take(): Dirty {
    const dirty = new Set(dirtyInputs);
    if (dirtySteps.size > 0) {
      const steps = new Set(dirtySteps);
      dirtySteps.clear();
      for (const path of follow(steps)) dirty.add(path);
    }
    // A link may lead elsewhere now.
    for (const path of dirtyInputs) {
      const known = followed.get(path);
      if (known === undefined || !leadsElsewhere(known)) continue;
      remove(path);
      add(path, known);
    }
    dirtyInputs.clear();
    const lost = all;
    all = false;
    return lost ? 'all' : dirty;
  }

  function repair(): void {
    const lost = new Set<string>();
    let refused: string | null = null;
    for (const directory of directories.values()) {
      if (isArmed(directory)) continue;
      // One more refusal tells enough.
      if (refused === null) arm(directory, onEvent);
      refused = directory.error === 'ENOSPC' || directory.error === 'EMFILE' ? directory.error : refused;
      lost.add(directory.dir);
    }
    if (refused === null) told = '';
    else say(refused);
    if (refused === null && lost.size > 0) for (const path of follow(lost)) dirtyInputs.add(path);
  }

  return {
    add,
    remove,
    take,
    repair,
    covers: (path) => {
      const points = followed.get(path)?.points ?? [];
      return points.length > 0 && points.every(({ dir }) => (directories.get(dir)?.watcher ?? null) !== null);
    },
    missed: () => {
      counts.overflows++;
      counts.rescans++;
    },
    counts: () => ({ ...counts }),
    close: () => {
      for (const directory of directories.values()) disarm(directory);
      directories.clear();
    },
  };
}

const FALL_BACK = 'their changes are seen by the sweep, once an interval';
const WATCH_PROBLEMS: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', `the kernel watches no more directories (sysctl fs.inotify.max_user_watches): ${FALL_BACK}`],
  [
    'EMFILE',
    `the kernel has no more watchers for this user (sysctl fs.inotify.max_user_instances): ${FALL_BACK}`,
  ],
]);

/** A module's files in the module cache are written once, and there are thousands of directories of them. */
function isSweptOnly(path: string): boolean {
  return path.includes('/cache/download/');
}

/** A link has another target, or is none any more. */
function leadsElsewhere({ points }: Followed): boolean {
  return (
    points.length === 0 || points.some(({ dir, name, target }) => linkTarget(dir, join(dir, name)) !== target)
  );
}
