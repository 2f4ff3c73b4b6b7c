// `cache verify --build` against openssl on the build cache of std and Prometheus, and a cache of a million files:
// `npm run bench -- integrity-build [--million] [GOCACHE]`. The bundle must be built. Without a GOCACHE it builds one: some minutes.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const RUNS = 5;
const MILLION = 1_000_000;
const root = join(import.meta.dirname, '..');
const cli = join(root, 'dist/godrift.cjs');
const dir = mkdtempSync(join(tmpdir(), 'godrift-build-bench-'));
const meter = join(dir, 'meter.mjs');
writeFileSync(
  meter,
  "process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS * 1024 / 1e6));\n",
);

interface Run {
  readonly wallMs: number;
  readonly peakMb: number;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function prometheusCache(): string {
  const gocache = join(dir, 'gocache');
  const env = { ...process.env, GOCACHE: gocache, GOFLAGS: '-mod=readonly', GOENV: 'off' };
  const cwd = join(root, 'test/stack/prometheus');
  execFileSync('go', ['build', 'std'], { cwd, env });
  const main = 'github.com/prometheus/prometheus/cmd/prometheus';
  execFileSync('go', ['build', '-o', '/dev/null', main], { cwd, env });
  return gocache;
}

function verify(gocache: string, stateDir: string, ...args: readonly string[]): Run {
  const env = {
    ...process.env,
    GOCACHE: gocache,
    GODRIFT_STATE_DIR: stateDir,
    NODE_OPTIONS: `--import=${meter}`,
  };
  const begin = performance.now();
  const { stderr, status } = spawnSync(process.execPath, [cli, 'cache', 'verify', '--build', ...args], {
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return { wallMs: performance.now() - begin, peakMb: Number(/peak (\S+)/.exec(stderr)?.[1]) };
}

function openssl(gocache: string): number {
  const script = `find . -type f -print0 | xargs -0 -P ${availableParallelism()} -n 200 openssl dgst -sha256 >/dev/null`;
  const begin = performance.now();
  execFileSync('sh', ['-c', script], { cwd: gocache });
  return performance.now() - begin;
}

/** Entries and outputs in equal number. */
function synthetic(): string {
  const gocache = join(dir, 'million');
  for (let shard = 0; shard < 256; shard += 1)
    mkdirSync(join(gocache, shard.toString(16).padStart(2, '0')), { recursive: true });
  for (let n = 0; n < MILLION / 2; n += 1) {
    const text = `output ${n}`;
    const output = createHash('sha256').update(text).digest('hex');
    const action = createHash('sha256').update(`action ${n}`).digest('hex');
    const entry = `v1 ${action} ${output} ${String(text.length).padStart(20)} ${'1'.padStart(20)}\n`;
    writeFileSync(join(gocache, action.slice(0, 2), `${action}-a`), entry);
    writeFileSync(join(gocache, output.slice(0, 2), `${output}-d`), text);
  }
  return gocache;
}

function say(name: string, text: string): void {
  process.stdout.write(`${name.padEnd(34)} ${text}\n`);
}

const {
  values: { million: withMillion },
  positionals: [given],
} = parseArgs({ options: { million: { type: 'boolean' } }, allowPositionals: true });
const gocache = given ?? prometheusCache();
const state = join(dir, 'state');
verify(gocache, state);
openssl(gocache);
const pairs = Array.from({ length: RUNS }, () => ({
  cold: verify(gocache, state, '--full'),
  openssl: openssl(gocache),
  again: verify(gocache, state),
  start: (() => {
    const begin = performance.now();
    spawnSync(process.execPath, [cli, '--version']);
    return performance.now() - begin;
  })(),
}));
const of = (pick: (one: (typeof pairs)[number]) => number) => median(pairs.map(pick));
say(
  'cache verify --build',
  `${of(({ cold }) => cold.wallMs).toFixed(0)} ms, openssl ${of((one) => one.openssl).toFixed(0)} ms: ${of((one) => one.cold.wallMs / one.openssl).toFixed(2)} × (target 1.5)`,
);
say(
  'cache verify --build, unchanged',
  `${of(({ again, start }) => again.wallMs - start).toFixed(0)} ms above start-up (target 150)`,
);
say('cache verify --build, peak', `${of(({ cold }) => cold.peakMb).toFixed(0)} MB (target 200)`);
if (withMillion === true) {
  const million = synthetic();
  const millionState = join(dir, 'million-state');
  const first = verify(million, millionState);
  const again = verify(million, millionState);
  const full = verify(million, millionState, '--full');
  const index = statSync(join(millionState, 'integrity.db')).size / 1e6;
  say(
    'cache verify --build, 1 million',
    `${(first.wallMs / 1e3).toFixed(1)} s, again ${(again.wallMs / 1e3).toFixed(1)} s, peak ${Math.max(first.peakMb, again.peakMb, full.peakMb).toFixed(0)} MB (target 200), index ${index.toFixed(0)} MB (target 150)`,
  );
}
rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
