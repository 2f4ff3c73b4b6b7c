import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const MODULE = join(import.meta.dirname, '../stack/prometheus');

/**
 * The real promtool, absolute path: built once from the Go module proxy, into a cache outside the repository that is
 * keyed by the pinned sums.
 */
export function promtool(): string {
  const sums = createHash('sha256')
    .update(readFileSync(join(MODULE, 'go.sum')))
    .digest('hex')
    .slice(0, 12);
  const caches = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const dir = join(caches, 'godrift-stack', `promtool-${sums}`);
  const binary = join(dir, 'promtool');
  if (existsSync(binary)) return binary;
  process.stderr.write('building promtool from the Go module proxy: some minutes, once\n');
  mkdirSync(dir, { recursive: true });
  const built = `${binary}.${process.pid}`;
  const flags = ['-mod=readonly', '-trimpath', '-tags', 'netgo,remove_all_sd', '-ldflags=-s -w', '-o', built];
  execFileSync('go', ['build', ...flags, 'github.com/prometheus/prometheus/cmd/promtool'], {
    cwd: MODULE,
    // The pinned module needs a patch release of Go that not every machine has.
    env: { ...process.env, CGO_ENABLED: '0', GOENV: 'off', GOFLAGS: '', GOTOOLCHAIN: 'auto', GOWORK: 'off' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  renameSync(built, binary);
  return binary;
}
