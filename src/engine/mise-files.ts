import { join } from 'node:path';
import type { Host } from '../host/host.ts';

/** A name of a file of mise below a directory; `E` stands for an environment of MISE_ENV. */
const COMMON = [
  '.config/mise/conf.d/*',
  '.config/mise/config.toml',
  '.config/mise/mise.toml',
  '.config/mise.toml',
  '.mise/conf.d/*',
  '.mise/config.toml',
  'mise/conf.d/*',
  'mise/config.toml',
  'mise.toml',
  '.mise.toml',
];
const LOCAL = [
  '.config/mise/config.local.toml',
  '.config/mise/mise.local.toml',
  '.config/mise.local.toml',
  '.mise/config.local.toml',
  'mise/config.local.toml',
  'mise.local.toml',
  '.mise.local.toml',
];
const ENVIRONMENT = [
  '.config/mise/config.E.toml',
  '.config/mise.E.toml',
  'mise/config.E.toml',
  'mise.E.toml',
  '.mise/config.E.toml',
  '.mise.E.toml',
];

/** The names of mise's files in one directory, the weakest first, as `mise config ls` (2026.9.15) lists them. */
export function miseFileNames(miseEnv: string): readonly string[] {
  // What is not part of a file's name leads elsewhere.
  const environments = miseEnv.split(',').filter((name) => /^[\w-]+$/.test(name));
  return [
    ...COMMON,
    ...LOCAL,
    ...environments.flatMap((name) =>
      [name, `${name}.local`].flatMap((part) => ENVIRONMENT.map((file) => file.replace('E', part))),
    ),
  ];
}

/** The files of mise in `dir`, the strongest first. A directory that is missing is looked at once, not for each file in it. */
export function miseFiles(host: Pick<Host, 'env' | 'stat' | 'list'>, dir: string): readonly string[] {
  const known = new Map<string, boolean>();
  const isDirectory = (path: string): boolean => {
    const found = known.get(path) ?? host.stat(join(dir, path))?.kind === 'directory';
    known.set(path, found);
    return found;
  };
  return miseFileNames(host.env.MISE_ENV ?? '')
    .toReversed()
    .flatMap((name) => {
      const parents = name.split('/').slice(0, -1);
      const isThere = parents.every((_, index) => isDirectory(parents.slice(0, index + 1).join('/')));
      if (!isThere) return [];
      if (!name.endsWith('/*')) return [join(dir, name)];
      const parent = join(dir, ...parents);
      const names = (host.list(parent) ?? []).filter((file) => file.endsWith('.toml'));
      return names.map((file) => join(parent, file)).toReversed();
    })
    .filter((file) => host.stat(file)?.kind === 'file');
}
