// `cache verify --modules` against `go mod verify` on the module cache of Prometheus 3.16, and the index at 1 million rows:
// `npm run bench -- integrity [GOMODCACHE]`. The bundle must be built. Without a GOMODCACHE it downloads one: 600 MB.
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FIELDS, HASH_BYTES, packStats } from '../src/integrity/packed-tree.ts';
import { INDEX_FILE, openTreeIndex } from '../src/integrity/tree-index.ts';

const RUNS = 5;
const ROWS = 1_000_000;
const cli = join(import.meta.dirname, '../dist/godrift.cjs');
const dir = mkdtempSync(join(tmpdir(), 'godrift-integrity-bench-'));
const stateDir = join(dir, 'state');
// Tells at its end what it took: seconds of CPU and MB.
// In NODE_OPTIONS a double quote is a quote.
const METER =
  "data:text/javascript,process.on('exit',()=>{const{userCPUTime:u,systemCPUTime:s,maxRSS:m}=process.resourceUsage();console.error((u+s)/1e6,m/1024)})";
const env = {
  ...process.env,
  GODRIFT_STATE_DIR: stateDir,
  GOMODCACHE: process.argv[2] ?? join(dir, 'mod'),
  GOFLAGS: '-modcacherw',
};

interface Run {
  readonly wallMs: number;
  readonly cpuS: number;
  readonly peakMb: number;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function project(): string {
  const query = ['mod', 'download', '-json', 'github.com/prometheus/prometheus@v0.316.0'];
  const source = JSON.parse(execFileSync('go', query, { encoding: 'utf8', cwd: dir, env })).Dir as string;
  const copy = join(dir, 'project');
  cpSync(source, copy, { recursive: true });
  rmSync(join(copy, 'go.work'), { force: true });
  execFileSync('go', ['mod', 'download'], { cwd: copy, env, stdio: 'ignore' });
  return copy;
}

function goModVerify(cwd: string): Run {
  const script = 'TIMEFORMAT="%R %U %S"; time go mod verify >/dev/null';
  const [real = 0, user = 0, system = 0] = spawnSync('bash', ['-c', script], { cwd, env, encoding: 'utf8' })
    .stderr.trim()
    .split(' ')
    .map(Number);
  return { wallMs: real * 1_000, cpuS: user + system, peakMb: Number.NaN };
}

function verify(cwd: string, ...args: readonly string[]): Run {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [cli, 'cache', 'verify', '--modules', ...args], {
    cwd,
    env: { ...env, NODE_OPTIONS: `--import=${METER}` },
    encoding: 'utf8',
  });
  const wallMs = performance.now() - begin;
  if (status !== 0) throw new Error(`exit ${status}: ${stderr}`);
  const [cpuS = Number.NaN, peakMb = Number.NaN] =
    stderr.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  return { wallMs, cpuS, peakMb };
}

function forget(): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(stateDir, INDEX_FILE + suffix), { force: true });
}

/** `target`: at most one part in so many of what Go needs. */
function compare(name: string, target: number, cwd: string, run: () => Run): void {
  const pairs = Array.from({ length: RUNS }, () => ({ go: goModVerify(cwd), own: run() }));
  const of = (value: (pair: (typeof pairs)[number]) => number) => median(pairs.map(value));
  const said = ({ wallMs, cpuS }: Run) => `${wallMs.toFixed(0)} ms, ${cpuS.toFixed(1)} s of CPU`;
  const medians = (which: 'go' | 'own'): Run => ({
    wallMs: of((pair) => pair[which].wallMs),
    cpuS: of((pair) => pair[which].cpuS),
    peakMb: of((pair) => pair[which].peakMb),
  });
  const [go, own] = [medians('go'), medians('own')];
  const [wall, cpu] = [
    of((pair) => pair.go.wallMs / pair.own.wallMs),
    of((pair) => pair.go.cpuS / pair.own.cpuS),
  ];
  say(
    `cache verify --modules, ${name}`,
    `${said(own)}, go mod verify ${said(go)}: 1/${wall.toFixed(1)}, of CPU 1/${cpu.toFixed(1)} (target 1/${target}); peak ${own.peakMb.toFixed(0)} MB (target 200)`,
  );
}

function say(name: string, text: string): void {
  process.stdout.write(`${name.padEnd(44)} ${text}\n`);
}

async function indexSize(): Promise<void> {
  const big = join(dir, 'big');
  const index = await openTreeIndex({ stateDir: big, onDamaged: console.error });
  const files = 180;
  for (let tree = 0; tree < ROWS / files; tree++) {
    const names = Array.from(
      { length: files },
      (_, file) => `internal/package${tree}/directory/file${file}.go`,
    );
    const stats = new BigInt64Array(randomBytes(files * FIELDS * 8).buffer.slice(0, files * FIELDS * 8));
    index.put(join(dir, 'mod', `example.com/module${tree}@v1.0.0`), {
      stats: packStats(names, stats),
      hashes: randomBytes(files * HASH_BYTES),
    });
    if (tree % 100 === 0) index.flush();
  }
  index.flush();
  const bytes = readdirSync(big).reduce((sum, name) => sum + statSync(join(big, name)).size, 0);
  await index.close();
  say('integrity index, 1 million files', `${(bytes / 1e6).toFixed(0)} MB (target 150)`);
}

try {
  const cwd = project();
  // The page cache is warm, and the facts are known.
  verify(cwd);
  compare('directories, no index', 5, cwd, () => {
    forget();
    return verify(cwd, '--no-zips');
  });
  compare('directories and zips', 2, cwd, () => {
    forget();
    return verify(cwd);
  });
  compare('again, nothing changed', 15, cwd, () => verify(cwd));
  await indexSize();
} finally {
  rmSync(dir, { recursive: true, force: true });
}
