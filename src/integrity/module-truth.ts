import type { FileHashes } from './compare-files.ts';
import type { PlannedModule } from './module-plan.ts';
import type { VerifyFinding } from './verify-result.ts';

/** A module, and what its files should be as far as that is known. */
export interface ModuleTruth {
  readonly module: PlannedModule;
  readonly used: string;
  /** Absolute: where its files lie. */
  readonly dir: string;
  readonly fingerprint: string | null;
  readonly findings: readonly VerifyFinding[];
  /** null where nothing that was verified is left. */
  readonly truth: () => Promise<FileHashes | null>;
}
