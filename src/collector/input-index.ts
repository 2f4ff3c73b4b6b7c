import { changedInputs, type InputSignatures, isListing, presentSignature } from '../host/inputs.ts';
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

export function createInputIndex(watcher: Pick<Watcher, 'add' | 'remove'>): InputIndex {
  const inputsOf = new Map<string, InputSignatures>();
  const ownersOf = new Map<string, Set<string>>();

  function replace(owner: string, inputs: InputSignatures | null): void {
    const before = inputsOf.get(owner) ?? {};
    for (const path in before) {
      if (inputs !== null && path in inputs) continue;
      const owners = ownersOf.get(path);
      owners?.delete(owner);
      if (owners?.size !== 0) continue;
      ownersOf.delete(path);
      watcher.remove(path);
    }
    if (inputs === null) {
      inputsOf.delete(owner);
      return;
    }
    inputsOf.set(owner, inputs);
    for (const path in inputs) {
      const owners = ownersOf.get(path);
      if (owners === undefined) ownersOf.set(path, new Set([owner]));
      else owners.add(owner);
      const listing = isListing(inputs[path] ?? '');
      if (owners === undefined || listing) watcher.add(path, { listing });
    }
  }

  async function changed(dirty: Dirty): Promise<ReadonlyMap<string, string>> {
    const present = memoized();
    const found = new Map<string, string>();
    let heldSince = performance.now();
    for (const owner of dirty === 'all' ? [...inputsOf.keys()] : ownersOfAll(dirty)) {
      const { value } = changedInputs(inputsOf.get(owner) ?? {}, present).next();
      if (typeof value === 'string') found.set(owner, value);
      if (performance.now() - heldSince < HOLD_MS) continue;
      await new Promise(setImmediate);
      heldSince = performance.now();
    }
    return found;
  }

  function ownersOfAll(paths: ReadonlySet<string>): ReadonlySet<string> {
    const owners = new Set<string>();
    for (const path of paths) for (const owner of ownersOf.get(path) ?? []) owners.add(owner);
    return owners;
  }

  return {
    replace,
    changed,
    isCurrent: (owner) => changedInputs(inputsOf.get(owner) ?? {}).next().done === true,
  };
}

/** Projects of one host share most of their inputs: each is looked at once. */
function memoized(): typeof presentSignature {
  const [files, presences] = [new Map<string, string | null>(), new Map<string, string | null>()];
  return (path, recorded) => {
    const known = recorded.startsWith('directory:') ? presences : files;
    let signature = known.get(path);
    if (signature === undefined) {
      signature = presentSignature(path, recorded);
      known.set(path, signature);
    }
    return signature;
  };
}
