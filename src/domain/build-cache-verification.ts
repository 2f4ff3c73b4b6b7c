import { join } from 'node:path';
import { sha256 } from './sha256.ts';

export const CACHE_STATES = ['ok', 'corrupt', 'unverified'] as const;
export type CacheVerdict = (typeof CACHE_STATES)[number];

/** What is known to be wrong in a GOCACHE. Written only when it changes: `check` hangs on it. */
export interface BuildCacheVerdict {
  readonly schema: typeof VERDICT_SCHEMA;
  readonly root: string;
  /** Inode of the cache's directory: a cache that was deleted and made anew is another one. */
  readonly directory: string;
  readonly corrupt: number;
  /** The first of the corrupt files, absolute: the verdict stands as long as one of them is there. */
  readonly files: readonly {
    readonly path: string;
    readonly kind: string;
    readonly package: string | null;
  }[];
}

/** How the last verification went; written every time. */
export interface BuildCacheStatus {
  readonly schema: typeof STATUS_SCHEMA;
  readonly root: string;
  /** By RFC 3339. */
  readonly verifiedAt: string;
  readonly durationMs: number;
  readonly entries: Readonly<Record<CacheVerdict, number>>;
  readonly sizeBytes: number;
  readonly actions: number;
  readonly outputs: number;
  readonly executables: number;
  readonly missingOutputs: number;
  readonly oldestUse: string | null;
  readonly newestUse: string | null;
  readonly builders: readonly {
    readonly goVersion: string;
    readonly platform: string;
    readonly archives: number;
    readonly sizeBytes: number;
  }[];
}

export const VERDICT_SCHEMA = 'godrift.build-cache-verdict/v1';
export const STATUS_SCHEMA = 'godrift.build-cache-status/v1';

/** First 12 hex digits of the SHA-256 of a root's path: the label `cache`. */
export function cacheLabel(root: string): string {
  return sha256(root).slice(0, 12);
}

export function verdictFile(stateDir: string, root: string): string {
  return join(stateDir, 'verification', `build-${cacheLabel(root)}.json`);
}

export function statusFile(stateDir: string, root: string): string {
  return join(stateDir, 'verification', `build-${cacheLabel(root)}-status.json`);
}

/** null for what is none: damaged, or another version's. */
export function parseVerdict(text: string): BuildCacheVerdict | null {
  return parse<BuildCacheVerdict>(text, VERDICT_SCHEMA);
}

/** null for what is none: damaged, or another version's. */
export function parseStatus(text: string): BuildCacheStatus | null {
  return parse<BuildCacheStatus>(text, STATUS_SCHEMA);
}

function parse<Recorded extends { readonly schema: string }>(text: string, schema: string): Recorded | null {
  try {
    const record: unknown = JSON.parse(text);
    const known =
      typeof record === 'object' && record !== null && 'schema' in record && record.schema === schema;
    return known ? (record as Recorded) : null;
  } catch {
    return null;
  }
}
