import { dirname, join } from 'node:path';
import { tilde } from '../../host/go-settings.ts';
import type { Host } from '../../host/host.ts';
import { unlessClosed } from '../../host/unless-closed.ts';

/** Every Go install in PATH once, in order: `install.<n>` = `<path of go> <version, or ? where its VERSION is not there>`. */
export function observeInstalls(host: Host): Record<string, string> {
  const installs = new Map<string, string>();
  for (const path of host.which('go')) {
    const real = unlessClosed(host, () => host.realpath(path)) ?? path;
    if (installs.has(real)) continue;
    const version = unlessClosed(host, () => host.readText(join(dirname(dirname(real)), 'VERSION')))
      ?.split('\n')[0]
      ?.trim();
    installs.set(
      real,
      `${tilde(path, host.home)} ${version === undefined || version === '' ? '?' : version}`,
    );
  }
  return Object.fromEntries([...installs.values()].map((install, index) => [`install.${index}`, install]));
}
