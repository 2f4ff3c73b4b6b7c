import { expect, test } from 'vitest';
import { CollectError } from '../../src/domain/errors.ts';
import { loadVersionFiles } from '../../src/engine/load-version-files.ts';
import type { Host } from '../../src/host/host.ts';

/** A host with these files; a text of null is one that may not be read. */
function hostWith(files: Readonly<Record<string, string | null>>): Host {
  const host: Pick<Host, 'env' | 'platform' | 'arch' | 'stat' | 'list' | 'readText'> = {
    env: {},
    platform: 'linux',
    arch: 'x64',
    stat: (path) => (path in files ? { sizeBytes: 0, mtimeNs: 0n, ino: 0n, mode: 0, kind: 'file' } : null),
    list: () => null,
    readText: (path) => {
      const text = files[path];
      if (text === null) throw new CollectError('permission', `cannot read ${path}: EACCES`);
      return text ?? null;
    },
  };
  return host as Host;
}

test('a file that may not be read is a problem of go_version, and the others are read', async () => {
  const host = hostWith({ '/r/a/.go-version': null, '/r/.tool-versions': 'golang 1.26\n' });
  expect(await loadVersionFiles(host, '/r/a', '/r')).toEqual({
    versions: [
      {
        source: '.tool-versions',
        kind: 'exact',
        version: '1.26',
        location: { file: '/r/.tool-versions', line: 1 },
      },
    ],
    unversioned: [],
    problems: [
      {
        dimension: 'go_version',
        message: 'cannot be read',
        location: { file: '/r/a/.go-version', line: null },
      },
    ],
  });
});

test('nothing above the root is read', async () => {
  const host = hostWith({ '/.go-version': '1.22\n', '/r/mise.toml': '[tools]\n' });
  expect(await loadVersionFiles(host, '/r/a', '/r')).toEqual({ versions: [], unversioned: [], problems: [] });
});
