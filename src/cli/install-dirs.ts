import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../host/host.ts';

/** Where `go install` puts programs: GOBIN, else `bin` in each GOPATH; those that are there. */
export async function installDirs({ go }: Pick<Host, 'go'>): Promise<readonly string[]> {
  const { stdout } = await go.run(['env', 'GOBIN', 'GOPATH'], { toolchain: 'local' });
  const [gobin = '', gopath = ''] = stdout.split('\n');
  const dirs = gobin !== '' ? [gobin] : gopath.split(':').map((root) => join(root, 'bin'));
  return dirs.filter((dir) => existsSync(dir));
}
