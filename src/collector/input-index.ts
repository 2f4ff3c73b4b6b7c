import { changedInputs, type InputSignatures, isListing } from '../host/inputs.ts';
import { monotonicMs } from '../host/monotonic.ts';
import { isSameStat, type QuickStat, quickStat } from '../host/quick-stat.ts';
import type { Dirty, Watcher } from './watch/watcher.ts';

/** What is made of which inputs, by owner: a project, the configuration. */
export interface InputIndex {
  /** The owner's inputs; null: it is gone. */
  readonly replace: (owner: string, inputs: InputSignatures | null) => void;
  /** Owners with the first of their inputs that has changed; compares stat data, and lets the event loop turn now and then. */
  readonly changed: (dirty: Dirty) => Promise<ReadonlyMap<string, string>>;
  /** Whether an owner's inputs still have their signatures. */
  readonly isCurrent: (owner: string) => boolean;
}

/** How long the event loop is held at most: scrapes are answered in between. */
const HOLD_MS = 5;

interface SharedInput {
  readonly owners: Set<string>;
  /** When it was last swept over; undefined: it never was. */
  stat: QuickStat | null | undefined;
}

export function createInputIndex(watcher: Pick<Watcher, 'add' | 'remove'>): InputIndex {
  const inputsOf = new Map<string, InputSignatures>();
  const paths = new Map<string, SharedInput>();
  /** Whose inputs are not known to have their signatures: always compared. */
  const suspects = new Set<string>();

  function replace(owner: string, inputs: InputSignatures | null): void {
    suspects.delete(owner);
    const before = inputsOf.get(owner) ?? {};
    for (const path in before) {
      if (inputs !== null && path in inputs) continue;
      const input = paths.get(path);
      input?.owners.delete(owner);
      if (input?.owners.size !== 0) continue;
      paths.delete(path);
      watcher.remove(path);
    }
    if (inputs === null) {
      inputsOf.delete(owner);
      return;
    }
    inputsOf.set(owner, inputs);
    suspects.add(owner);
    for (const path in inputs) {
      const input = paths.get(path);
      if (input === undefined) paths.set(path, { owners: new Set([owner]), stat: undefined });
      else input.owners.add(owner);
      const listing = isListing(inputs[path] ?? '');
      if (input === undefined || listing) watcher.add(path, { listing });
    }
  }

  async function changed(dirty: Dirty): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const turn = turns();
    for (const owner of dirty === 'all' ? await suspected(turn) : ownersOf(dirty)) {
      const path = firstChange(owner);
      if (path !== null) found.set(owner, path);
      await turn();
    }
    return found;
  }

  /** Projects of one host share most of their inputs: each is looked at once, and compared only where it is another one. */
  async function suspected(turn: () => Promise<void> | undefined): Promise<ReadonlySet<string>> {
    for (const [path, input] of paths) {
      const stat = quickStat(path);
      if (!isSameStat(stat, input.stat)) {
        input.stat = stat;
        for (const owner of input.owners) suspects.add(owner);
      }
      const pause = turn();
      if (pause !== undefined) await pause;
    }
    return new Set(suspects);
  }

  function ownersOf(dirty: ReadonlySet<string>): ReadonlySet<string> {
    return new Set([...dirty].flatMap((path) => [...(paths.get(path)?.owners ?? [])]));
  }

  /** The first input that has another signature; null where all have theirs. */
  function firstChange(owner: string): string | null {
    const { value } = changedInputs(inputsOf.get(owner) ?? {}).next();
    if (typeof value !== 'string') suspects.delete(owner);
    else suspects.add(owner);
    return value ?? null;
  }

  return { replace, changed, isCurrent: (owner) => firstChange(owner) === null };
}

/** Undefined, or what to wait for before going on. */
function turns(): () => Promise<void> | undefined {
  let heldSinceMs = monotonicMs();
  let calls = 0;
  return () => {
    // Asking for the time costs as much as a stat.
    if (++calls % 64 !== 0 || monotonicMs() - heldSinceMs < HOLD_MS) return undefined;
    return new Promise((resolve) =>
      setImmediate(() => {
        heldSinceMs = monotonicMs();
        resolve();
      }),
    );
  };
}
