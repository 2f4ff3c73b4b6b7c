// Builds the real servers that tests and `npm run stack` use: `node scripts/stack/build.ts [NAME…]`.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const stack = join(import.meta.dirname, '../../test/stack');

/** The Go module that pins each, and its package. */
const BINARIES = {
  prometheus: { module: 'prometheus', package: 'github.com/prometheus/prometheus/cmd/prometheus' },
  promtool: { module: 'prometheus', package: 'github.com/prometheus/prometheus/cmd/promtool' },
  alertmanager: { module: 'alertmanager', package: 'github.com/prometheus/alertmanager/cmd/alertmanager' },
  amtool: { module: 'alertmanager', package: 'github.com/prometheus/alertmanager/cmd/amtool' },
  otelcol: { module: 'otelcol', package: '.' },
  jaeger: { module: 'jaeger', package: 'github.com/jaegertracing/jaeger/cmd/jaeger' },
  kustomize: { module: 'kustomize', package: 'sigs.k8s.io/kustomize/kustomize/v5' },
  'compose-check': { module: 'compose', package: '.' },
} as const;

export type StackBinary = keyof typeof BINARIES;

/**
 * A server's absolute path. Built once from the Go module proxy, into a cache outside the repository that is keyed by the
 * pinned sums. Throws where it does not build.
 */
export function stackBinary(name: StackBinary): string {
  const { module, package: main } = BINARIES[name];
  const source = join(stack, module);
  const pins = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'main.go'])
    if (existsSync(join(source, file))) pins.update(readFileSync(join(source, file)));
  const caches = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const dir = join(caches, 'godrift-stack', `${module}-${pins.digest('hex').slice(0, 12)}`);
  const binary = join(dir, name);
  if (existsSync(binary)) return binary;
  process.stderr.write(`building ${name} from the Go module proxy: some minutes, once\n`);
  const begin = Date.now();
  mkdirSync(dir, { recursive: true });
  // Two builds at once both end with a whole file.
  const built = `${binary}.${process.pid}`;
  const flags = ['-mod=readonly', '-trimpath', '-tags', 'netgo,remove_all_sd', '-ldflags=-s -w', '-o', built];
  execFileSync('go', ['build', ...flags, main], {
    cwd: source,
    // The pinned modules need patch releases of Go that not every machine has.
    env: {
      ...process.env,
      CGO_ENABLED: '0',
      GOENV: 'off',
      GOFLAGS: '',
      GOTOOLCHAIN: 'auto',
      GOWORK: 'off',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  renameSync(built, binary);
  process.stderr.write(`built ${name} in ${Math.round((Date.now() - begin) / 1_000)} s\n`);
  return binary;
}

if (import.meta.main) {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !Object.hasOwn(BINARIES, name));
  if (unknown.length > 0) throw new Error(`no such server: ${unknown.join(', ')}`);
  for (const name of wanted.length > 0 ? (wanted as StackBinary[]) : (Object.keys(BINARIES) as StackBinary[]))
    process.stdout.write(`${stackBinary(name)}\n`);
}
