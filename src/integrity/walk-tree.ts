import { lstatSync, readdirSync } from 'node:fs';
import { type TreeProblem, treeProblem } from './tree-problem.ts';

export interface WalkedFile {
  /** Below the root, `/` between. */
  readonly name: string;
  readonly link: boolean;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly ino: bigint;
}

export interface WalkedTree {
  /** Files and links to whatever; in the order of the walk, which is the same where nothing has changed. */
  readonly files: readonly WalkedFile[];
  readonly problems: readonly TreeProblem[];
}

/**
 * Everything below a directory. Links are not followed, so that no loop has no end. `skip` leaves out a path below the root
 * and all that is below that.
 */
export function walkTree(root: string, skip: (name: string) => boolean = () => false): WalkedTree {
  const files: WalkedFile[] = [];
  const problems: TreeProblem[] = [];

  function walk(dir: string): void {
    const path = dir === '' ? root : `${root}/${dir}`;
    for (const entry of attempt(dir, () => readdirSync(path)) ?? []) {
      const name = dir === '' ? entry : `${dir}/${entry}`;
      if (!skip(name)) add(name);
    }
  }

  function add(name: string): void {
    const stat = attempt(name, () => lstatSync(`${root}/${name}`, { bigint: true }));
    if (stat === null) return;
    const link = stat.isSymbolicLink();
    if (stat.isDirectory()) walk(name);
    else if (!link && !stat.isFile()) problems.push({ name, kind: 'special', errno: '' });
    else {
      const { size, mtimeNs, ctimeNs, ino } = stat;
      files.push({ name, link, size, mtimeNs, ctimeNs, ino });
    }
  }

  function attempt<T>(name: string, read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      problems.push(treeProblem(name, error));
      return null;
    }
  }

  walk('');
  return { files, problems };
}
