import { realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Tracer } from '../contract/tracer.ts';
import { isWithin } from '../domain/is-within.ts';
import { gitIn } from '../host/git.ts';

/** The clone that a project is in. Paths are absolute. */
export interface Repository {
  readonly root: string;
  /** Where all work trees of the clone keep what is theirs together. */
  readonly commonDir: string;
  /** By core.hooksPath; null where hooks are shared with other repositories. */
  readonly hooksDir: string | null;
  /** The address that it was cloned from; '' without one. */
  readonly remote: string;
}

/** Asks git about the repository of a directory; null where it is in none, or git is not there. */
export async function findRepository(
  dir: string,
  env: Readonly<Record<string, string | undefined>>,
  tracer: Tracer,
): Promise<Repository | null> {
  const git = gitIn(dir, env, tracer);
  const [found, remotes] = [
    await git('rev-parse', '--show-toplevel', '--git-common-dir', '--git-path', 'hooks'),
    await git('config', '--get-regexp', '^remote\\..*\\.url$'),
  ];
  const [root = '', common = '', hooks = ''] = found?.replace(/\n$/, '').split('\n') ?? [];
  if (found === null || root === '') return null;
  const [commonDir, hooksDir] = [resolve(dir, common), resolve(dir, hooks)];
  const own = [root, commonDir].some((place) => isWithin(realPath(hooksDir), realPath(place)));
  return { root, commonDir, hooksDir: own ? hooksDir : null, remote: remotes ?? '' };
}

/** Of what is not there yet: of the nearest directory above it that is. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = resolve(path, '..');
    return parent === path ? path : resolve(realPath(parent), relative(parent, path));
  }
}
