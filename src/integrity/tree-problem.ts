/** Why a path below a tree has no hash. `special`: a device, a pipe, a link to a directory. */
export type TreeProblemKind = 'unreadable' | 'vanished' | 'special';

export interface TreeProblem {
  /** Below the tree; '' for its root. */
  readonly name: string;
  readonly kind: TreeProblemKind;
  /** The system's error name, as EACCES; '' where it gave none. */
  readonly errno: string;
}

/** What an error of `node:fs` says about the path that was to be read. */
export function treeProblem(name: string, error: unknown): TreeProblem {
  const errno = error instanceof Error && 'code' in error ? String(error.code) : '';
  const kind =
    errno === 'ENOENT' || errno === 'ENOTDIR'
      ? 'vanished'
      : errno === 'ELOOP' || errno === 'EISDIR'
        ? 'special'
        : 'unreadable';
  if (errno === '') throw error;
  return { name, kind, errno };
}
