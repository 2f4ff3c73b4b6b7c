import type { GoSums } from '../domain/go-sum.ts';

/** A module of the build list as it is to be verified. */
export interface PlannedModule {
  readonly path: string;
  readonly version: string;
  /** What stands for it: itself, another module, or a directory (absolute). */
  readonly used: { readonly path: string; readonly version: string } | { readonly directory: string };
  /** go.mod names it: then a build needs its sum. */
  readonly required: boolean;
}

export interface VendoredPackages {
  /** Absolute. */
  readonly dir: string;
  /** Paths of the modules that modules.txt names with packages. */
  readonly modules: readonly string[];
}

/** Everything that a project's modules are to be verified against. */
export interface ModulePlan {
  readonly project: { readonly name: string; readonly dir: string };
  readonly gomodcache: string;
  readonly modules: readonly PlannedModule[];
  readonly sums: GoSums;
  /** Where Go would add a sum. */
  readonly sumFile: string;
  readonly vendor: VendoredPackages | null;
  /** The version of golang.org/toolchain that is the running SDK; null where it lies elsewhere. */
  readonly toolchain: string | null;
}
