import { join } from 'node:path';
import { compareGoVersions, fromToolchain } from '../../domain/go-version.ts';
import type { GoIdentity } from '../../host/go.ts';
import type { Host } from '../../host/host.ts';
import { unlessClosed } from '../../host/unless-closed.ts';

/** The names of the toolchains that need no download, newest first: the SDK in PATH and those of the module cache. */
export function observeToolchains(
  host: Pick<Host, 'list' | 'volatile'>,
  { version, goos, goarch }: GoIdentity,
  gomodcache: string,
): readonly string[] {
  const [before, after] = ['toolchain@v0.0.1-', `.${goos}-${goarch}`];
  const cached =
    gomodcache === '' ? null : unlessClosed(host, () => host.list(join(gomodcache, 'golang.org')));
  const names = (cached ?? [])
    .filter((name) => name.startsWith(before) && name.endsWith(after))
    .map((name) => name.slice(before.length, -after.length));
  return [...new Set([version, ...names])]
    .filter((name) => fromToolchain(name) !== '')
    .sort((a, b) => compareGoVersions(fromToolchain(b), fromToolchain(a)));
}
