import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultGoCache } from './go-settings.ts';
import type { Host } from './host.ts';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', mipsel: 'mipsle' };

/** Values that leave a setting of `$GOROOT/go.env` without effect: an empty variable would not override it. */
export function neutralValues(
  host: Pick<Host, 'env' | 'platform' | 'arch' | 'home'>,
  names: readonly string[],
): Record<string, string> {
  const values: Readonly<Record<string, string>> = {
    GOOS: host.platform === 'win32' ? 'windows' : host.platform,
    GOARCH: ARCHITECTURES[host.arch] ?? host.arch,
    GOPATH: join(host.home, 'go'),
    GO111MODULE: 'on',
    GOEXPERIMENT: 'none',
    GOFIPS140: 'off',
    GOWORK: 'auto',
    GOTMPDIR: tmpdir(),
    GOCACHE: defaultGoCache(host) ?? '',
  };
  return Object.fromEntries(
    names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
  );
}
