import { lstatSync, readlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A name in a directory that a path leads over. */
export interface Step {
  /** Without links. */
  readonly dir: string;
  readonly name: string;
}

export interface Chain {
  readonly steps: readonly Step[];
  /** The directory without links; null where it is not there. */
  readonly real: string | null;
  /** A link is on the way. */
  readonly linked: boolean;
}

// As the kernel's own limit (path_resolution(7)).
export const MAX_LINKS = 40;

/**
 * The way to an absolute directory, links followed: each step can be replaced, and the path then leads elsewhere. Ends at the
 * first step that is not there.
 */
export function directoryChain(path: string): Chain {
  const steps: Step[] = [];
  const pending = names(path);
  let [at, links] = ['/', 0];
  for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
    if (name === '..') {
      at = dirname(at);
      continue;
    }
    steps.push({ dir: at, name });
    const next = join(at, name);
    const kind = kindOf(next);
    if (kind === 'link' && ++links <= MAX_LINKS) {
      const target = linkTarget(at, next);
      if (target === null) return { steps, real: null, linked: true };
      pending.unshift(...names(target));
      at = '/';
    } else if (kind === 'directory') at = next;
    else return { steps, real: null, linked: links > 0 };
  }
  return { steps, real: at, linked: links > 0 };
}

/** Where a link in a directory leads, absolute; null for what is no link. */
export function linkTarget(dir: string, path: string): string | null {
  try {
    return resolve(dir, readlinkSync(path));
  } catch {
    return null;
  }
}

function names(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}

function kindOf(path: string): 'link' | 'directory' | 'other' {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return stat?.isSymbolicLink() === true ? 'link' : stat?.isDirectory() === true ? 'directory' : 'other';
  } catch {
    return 'other';
  }
}
