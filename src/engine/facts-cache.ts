import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DimensionId } from '../domain/dimension-id.ts';
import type { Facts } from '../domain/facts.ts';
import { textHash } from '../domain/text-hash.ts';
import type { ReusableRuns } from '../host/create-host.ts';
import { type InputSignatures, inputsUnchanged, newestChangeNs } from '../host/inputs.ts';
import type { DeclaredProject } from './load-declared.ts';

/** Facts that hold as long as every input's stat data does. */
export interface CachedFacts extends DeclaredProject {
  readonly inputs: InputSignatures;
  readonly facts: Readonly<Partial<Record<DimensionId, Facts>>>;
  /** Of the facts kept. */
  readonly fingerprints: Readonly<Partial<Record<DimensionId, string>>>;
  readonly reusableRuns: ReusableRuns;
}

export interface CacheKey {
  readonly dir: string;
  readonly configFile?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dimensions: readonly string[];
  readonly version: string;
}

/** Variables of the session that no fact is made of. */
const IRRELEVANT =
  /^(_|SHLVL|PWD|OLDPWD|COLUMNS|LINES|TERM|(NO|FORCE)_COLOR|TRACE(PARENT|STATE)|BAGGAGE|(OTEL|GODRIFT|npm)_.*)$/;

/** Where the facts of one project, environment and choice of dimensions are kept; holds no value of a variable. */
export function cacheFile(stateDir: string, { dir, configFile, env, dimensions, version }: CacheKey): string {
  const session = Object.keys(env)
    .filter((name) => !IRRELEVANT.test(name))
    .sort()
    .map((name) => `${name}=${env[name] ?? ''}`);
  return join(
    stateDir,
    'cache',
    `${textHash([version, process.platform, dir, configFile ?? '', ...dimensions, ...session].join('\0'))}.json`,
  );
}

/** The facts of an earlier run, if nothing that they were made of has changed since; else null. */
export function readFreshFacts(file: string): CachedFacts | null {
  const cached = readKept<CachedFacts>(file);
  return cached !== null && typeof cached.facts === 'object' && inputsUnchanged(cached.inputs)
    ? cached
    : null;
}

/** What `--version` runs of unchanged executables said, also where the facts are stale. */
export function readReusableRuns(file: string): ReusableRuns {
  return readKept<CachedFacts>(file)?.reusableRuns ?? {};
}

/** Whether no input changed so lately before a run that a further change could have left its times as they are. */
export function isSettled(inputs: InputSignatures, startedAtMs: number): boolean {
  const newest = newestChangeNs(inputs);
  // File systems with whole seconds (their times show it) need more distance than the kernel's clock tick.
  const marginMs = newest % 1_000_000_000n === 0n ? 2_000 : 20;
  return newest / 1_000_000n + BigInt(marginMs) <= BigInt(Math.floor(startedAtMs));
}

/**
 * The cache is a convenience: a full or read-only disk costs time, not the answer. Nor does it need to outlive a power cut:
 * what is not whole JSON is not read, so fsync is left out.
 */
export function keep(file: string, content: unknown): void {
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, JSON.stringify(content), { mode: 0o600 });
    renameSync(temporary, file);
  } catch {
    discard(temporary);
  }
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Nothing can be written there: then there is nothing to remove either.
  }
}

/** What `keep` kept; null if there is none, or nothing that it wrote. */
export function readKept<Kept extends { readonly inputs: InputSignatures }>(file: string): Kept | null {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Kept | null;
    return typeof kept?.inputs === 'object' ? kept : null;
  } catch {
    return null;
  }
}
