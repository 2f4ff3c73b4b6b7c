import { join } from 'node:path';
import type { Host } from '../../host/host.ts';

/**
 * Whether the `go` in PATH is not the one of the SDK that answers: a version manager's shim, or another wrapper. Throws
 * CollectError.
 */
export async function goIsShim(host: Host): Promise<boolean> {
  const [{ realpath }, { stdout }] = await Promise.all([
    host.go.local(),
    // A GOROOT of the environment is not where the SDK is.
    host.go.run(['env', 'GOROOT'], { toolchain: 'local', env: { GOROOT: '' } }),
  ]);
  const root = stdout.trim();
  return root !== '' && host.realpath(join(root, 'bin', 'go')) !== realpath;
}
