import { expect, test } from 'vitest';
import { miseFileNames, miseFiles } from '../../src/engine/mise-files.ts';
import type { FileStat } from '../../src/host/host.ts';

/**
 * `mise config ls` of mise 2026.9.15, in a directory with all of these files and MISE_ENV=dev: the weakest first. It
 * lists neither `.mise/mise.toml`, `mise/mise.toml` nor `.rtx.toml`. `ls --current go` names the last one.
 */
const LISTED = [
  '.config/mise/conf.d/a.toml',
  '.config/mise/conf.d/b.toml',
  '.config/mise/config.toml',
  '.config/mise/mise.toml',
  '.config/mise.toml',
  '.mise/conf.d/a.toml',
  '.mise/config.toml',
  'mise/conf.d/a.toml',
  'mise/config.toml',
  'mise.toml',
  '.mise.toml',
  '.config/mise/config.local.toml',
  '.config/mise/mise.local.toml',
  '.config/mise.local.toml',
  '.mise/config.local.toml',
  'mise/config.local.toml',
  'mise.local.toml',
  '.mise.local.toml',
  '.config/mise/config.dev.toml',
  '.config/mise.dev.toml',
  'mise/config.dev.toml',
  'mise.dev.toml',
  '.mise/config.dev.toml',
  '.mise.dev.toml',
  '.config/mise/config.dev.local.toml',
  '.config/mise.dev.local.toml',
  'mise/config.dev.local.toml',
  'mise.dev.local.toml',
  '.mise/config.dev.local.toml',
  '.mise.dev.local.toml',
];

/** A host with these files in /p, which says at what it was looked. */
function hostWith(files: readonly string[], miseEnv?: string) {
  const looked: string[] = [];
  const paths = files.map((file) => `/p/${file}`);
  const stat = (path: string): FileStat | null => {
    looked.push(path);
    const kind = paths.includes(path)
      ? 'file'
      : paths.some((file) => file.startsWith(`${path}/`))
        ? 'directory'
        : null;
    return kind === null ? null : { sizeBytes: 0, mtimeNs: 0n, ino: 0n, mode: 0, kind };
  };
  const list = (dir: string) =>
    paths
      .filter((path) => path.startsWith(`${dir}/`))
      .map((path) => path.slice(dir.length + 1))
      .sort();
  return { looked, host: { env: { MISE_ENV: miseEnv }, stat, list } };
}

test('files of mise are in the order of mise config ls', () => {
  const { host } = hostWith(
    [...LISTED, '.mise/mise.toml', 'mise/mise.toml', '.rtx.toml', 'mise/conf.d/x'],
    'dev',
  );
  expect(miseFiles(host, '/p').toReversed()).toEqual(LISTED.map((file) => `/p/${file}`));
});

test('of several environments the last one is the strongest; without one, its files are not read', () => {
  const files = ['mise.toml', '.mise.dev.local.toml', 'mise/config.ci.toml'];
  expect(miseFiles(hostWith(files, 'dev,ci').host, '/p')).toEqual([
    '/p/mise/config.ci.toml',
    '/p/.mise.dev.local.toml',
    '/p/mise.toml',
  ]);
  expect(miseFiles(hostWith(files).host, '/p')).toEqual(['/p/mise.toml']);
  expect(miseFileNames('../x,')).toEqual(miseFileNames(''));
});

test('without any of them, only directories and the names beside them are looked for, each once', () => {
  const { host, looked } = hostWith([]);
  expect(miseFiles(host, '/p')).toEqual([]);
  expect(looked.toSorted()).toEqual(
    ['.config', '.mise', '.mise.local.toml', '.mise.toml', 'mise', 'mise.local.toml', 'mise.toml'].map(
      (name) => `/p/${name}`,
    ),
  );
});
