import { sha256 } from '../domain/sha256.ts';

interface NamedTarget {
  readonly id: string;
  readonly dir: string;
  /** Null: not known yet. */
  readonly name: string | null;
}

export interface ProjectNames {
  /** By id. */
  readonly names: ReadonlyMap<string, string>;
  /** Those that do not have the name that they would have by themselves. */
  readonly doubled: readonly {
    readonly id: string;
    readonly dir: string;
    readonly first: string;
    readonly name: string;
  }[];
}

/** Two directories with one name would be one series: the later one is told by its path. Pure. */
export function projectNames(targets: readonly NamedTarget[]): ProjectNames {
  const names = new Map<string, string>();
  const taken = new Map<string, string>();
  const doubled: ProjectNames['doubled'][number][] = [];
  for (const { id, dir, name } of targets) {
    if (name === null) continue;
    const first = taken.get(name);
    const own = first === undefined ? name : `${name}@${sha256(id).slice(0, 6)}`;
    if (first !== undefined) doubled.push({ id, dir, first, name: own });
    taken.set(own, dir);
    names.set(id, own);
  }
  return { names, doubled };
}
