import type { ModuleVerdict } from '../domain/module-verification.ts';

/** One file that is not as it should be; hashes are SHA-256 in hex. */
export interface FileDifference {
  /** Below the module. */
  readonly name: string;
  readonly change: 'changed' | 'added' | 'missing';
  readonly expected: string | null;
  readonly actual: string | null;
}

export type VerifyPart = 'directory' | 'zip' | 'ziphash' | 'go.mod' | 'go.sum' | 'vendor' | 'module';

/** Why a module, or a part of it, is not ok. */
export interface VerifyFinding {
  readonly module: string;
  readonly version: string;
  readonly part: VerifyPart;
  readonly state: Exclude<ModuleVerdict, 'ok'>;
  /** Absolute: what is wrong, or could not be read. */
  readonly file: string;
  /** Of `file`, 1-based; null where it has none. */
  readonly line: number | null;
  readonly expected: string | null;
  readonly actual: string | null;
  /** Where the expected hash stands: `go.sum:12`, `.ziphash`. */
  readonly source: string | null;
  /** Which files exactly, as far as anything is left that tells. */
  readonly files: readonly FileDifference[];
  readonly message: string;
  /** To be pasted; null where there is none. */
  readonly fix: string | null;
}

export interface VerifiedModule {
  readonly path: string;
  readonly version: string;
  /** `path@version`, or an absolute directory. */
  readonly used: string;
  readonly state: ModuleVerdict;
  /** Of a replacement directory's content, as go.sum would have it; null for others. */
  readonly fingerprint: string | null;
}

export interface VerifiedModules {
  readonly modules: readonly VerifiedModule[];
  readonly findings: readonly VerifyFinding[];
}
