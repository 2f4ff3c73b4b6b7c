import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import type { Tracer } from '../../../src/contract/tracer.ts';
import { modules } from '../../../src/dimensions/modules/modules.ts';
import type { Declared } from '../../../src/domain/declared.ts';
import type { Facts } from '../../../src/domain/facts.ts';
import type { Finding } from '../../../src/domain/finding.ts';
import { parseGoMod } from '../../../src/domain/go-mod.ts';
import { parseGoWork } from '../../../src/domain/go-work.ts';
import type { Project } from '../../../src/domain/project.ts';
import { createHost } from '../../../src/host/create-host.ts';

// The first run fetches modules.
vi.setConfig({ testTimeout: 60_000 });

/** The real modules that the tests take apart; fetched once through the configured proxy. */
export const PROMETHEUS = 'github.com/prometheus/prometheus@v0.316.0';
export const BBOLT = 'go.etcd.io/bbolt@v1.4.3';
export const UUID = 'github.com/google/uuid@v1.6.0';

export const laboratory = realpathSync(mkdtempSync(join(tmpdir(), 'godrift-modules-')));

/** Leaves nothing behind: the module cache's directories are read-only. */
export function removeLaboratory(): void {
  makeWritable(laboratory);
  rmSync(laboratory, { recursive: true });
}

/** Runs the machine's Go with its own settings, but for what would change the answer. Throws if it fails. */
export function go(dir: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const fixed = { GOTOOLCHAIN: 'local', GOFLAGS: '-modcacherw', GOWORK: '' };
  return execFileSync('go', args, {
    cwd: dir,
    env: { ...process.env, ...fixed, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** What Go says when it refuses. */
export function goRefusal(
  dir: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): string {
  return spawnSync('go', args, { cwd: dir, env: { ...process.env, ...hermetic(env) }, encoding: 'utf8' })
    .stderr;
}

/** A writable copy of a module, below the laboratory. */
export function copyModule(module: string, name: string): string {
  const { Dir } = JSON.parse(go(laboratory, ['mod', 'download', '-json', module])) as { Dir: string };
  const dir = join(laboratory, name);
  cpSync(Dir, dir, { recursive: true });
  makeWritable(dir);
  return dir;
}

/** A copy whose whole build list is in the module cache. */
export function fetchedModule(module: string, name: string): string {
  const dir = copyModule(module, name);
  rmSync(join(dir, 'go.work'), { force: true });
  go(dir, ['list', '-m', 'all'], { GOWORK: 'off' });
  return dir;
}

export function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

export function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

export interface Observation {
  readonly facts: Facts;
  readonly findings: readonly Finding[];
}

/** Collects and compares as the engine does, offline unless said otherwise. */
export async function observe(
  dir: string,
  {
    env = {},
    work,
    online = false,
  }: {
    readonly env?: Readonly<Record<string, string>>;
    readonly work?: string;
    readonly online?: boolean;
  } = {},
): Promise<Observation> {
  const goWorkFile = work ?? null;
  const goModFile =
    statSync(join(dir, 'go.mod'), { throwIfNoEntry: false }) === undefined ? null : join(dir, 'go.mod');
  const project: Project = { name: 'example', dir, goModFile, goWorkFile };
  const declared: Declared = {
    versions: [],
    goMod: goModFile === null ? null : parseGoMod(readFileSync(goModFile, 'utf8'), goModFile),
    goWork: goWorkFile === null ? null : parseGoWork(readFileSync(goWorkFile, 'utf8'), goWorkFile),
    config: { env: { required: [], expect: {}, allow: [] }, tools: {} },
    unversioned: [],
    problems: [],
    configLocations: {},
    accepted: [],
  };
  const host = createHost({
    env: hermetic(env),
    projectDir: dir,
    online,
    timeoutMs: 60_000,
    tracer: SILENT,
  });
  const facts = await modules.collect(host, project, declared);
  return { facts, findings: modules.compare(modules.expect(declared, project), facts, null) };
}

/** Every file below a directory with its content and time of change. */
export function contents(dir: string): Record<string, string> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [file, `${statSync(file, { bigint: true }).mtimeNs} ${readFileSync(file, 'base64')}`];
    }),
  );
}

function hermetic(env: Readonly<Record<string, string>>): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, GOENV: 'off', GOTOOLCHAIN: 'local', GOPROXY: 'off', GOMODCACHE: GO_MOD_CACHE, ...env };
}

export const GO_MOD_CACHE = go(laboratory, ['env', 'GOMODCACHE']).trim();

function makeWritable(dir: string): void {
  chmodSync(dir, 0o755);
  for (const { parentPath, name } of readdirSync(dir, { recursive: true, withFileTypes: true }).filter(
    (entry) => !entry.isSymbolicLink(),
  )) {
    chmodSync(join(parentPath, name), 0o755);
  }
}

const SILENT: Tracer = {
  traceId: null,
  span: (_name, _options, fn) => fn({ setAttributes: () => undefined, setError: () => undefined }),
  injectEnv: (env) => ({ ...env }),
  activeSpan: () => null,
};
