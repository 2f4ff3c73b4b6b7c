import { join } from 'node:path';
import { sha256 } from './sha256.ts';

export const MODULE_STATES = ['ok', 'mismatch', 'missing', 'unverified'] as const;
export type ModuleVerdict = (typeof MODULE_STATES)[number];

/** What the last verification of a project's modules found: `cache verify` writes it, `check` and the metrics read it. */
export interface ModuleVerification {
  readonly schema: typeof SCHEMA;
  readonly project: string;
  /** When it was found first, by RFC 3339. */
  readonly verifiedAt: string;
  /** By module path; `used`: `path@version`, or an absolute directory. */
  readonly modules: Readonly<Record<string, { readonly used: string; readonly state: ModuleVerdict }>>;
  readonly mismatches: readonly RecordedMismatch[];
}

export interface RecordedMismatch {
  /** Of the build list, and what stands for it. */
  readonly path: string;
  readonly version: string;
  readonly used: string;
  readonly expected: string;
  readonly actual: string;
  /** Where the actual one stands, as a person knows it. */
  readonly origin: string;
  /** What says so, usually go.sum; 1-based line. */
  readonly file: string;
  readonly line: number;
  /** What was looked at, by absolute path: the mismatch stands as long as all of it looks the same. */
  readonly seen: Readonly<Record<string, string>>;
}

const SCHEMA = 'godrift.module-verification/v1';

/** Where a project's is kept in the state directory. */
export function moduleVerificationFile(stateDir: string, projectDir: string): string {
  return join(stateDir, 'verification', `modules-${sha256(projectDir).slice(0, 16)}.json`);
}

export function moduleVerification(
  project: string,
  found: Pick<ModuleVerification, 'modules' | 'mismatches'>,
  at: Date,
): ModuleVerification {
  return { schema: SCHEMA, project, verifiedAt: at.toISOString(), ...found };
}

/** null for what is none: damaged, or another version's. */
export function parseModuleVerification(text: string): ModuleVerification | null {
  try {
    const record: unknown = JSON.parse(text);
    const known =
      typeof record === 'object' && record !== null && 'schema' in record && record.schema === SCHEMA;
    return known ? (record as ModuleVerification) : null;
  } catch {
    return null;
  }
}

/** How a path looks, to be compared with how it looked; '' for one that is not there. */
export function seenAs(
  stat: { readonly sizeBytes: number; readonly mtimeNs: bigint; readonly ino: bigint } | null,
): string {
  return stat === null ? '' : `${stat.sizeBytes}:${stat.mtimeNs}:${stat.ino}`;
}
