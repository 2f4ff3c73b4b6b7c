import type { Declared } from '../domain/declared.ts';
import type { FactChange } from '../domain/diff.ts';
import type { DimensionId } from '../domain/dimension-id.ts';
import type { FactMap, Facts } from '../domain/facts.ts';
import type { Finding } from '../domain/finding.ts';
import type { Project } from '../domain/project.ts';
import type { Host } from '../host/host.ts';

/** One aspect of the environment. Everything but `collect` is pure; `collect` is loaded only where something must be collected. */
export interface Dimension<Expectation = unknown> {
  readonly id: DimensionId;
  readonly brief: string;
  /**
   * Observes the machine through `host` only: it records what was read, which decides what to watch and when the
   * facts are stale. Throws CollectError when the facts cannot be had.
   */
  readonly collect: (host: Host, project: Project, declared: Declared) => Promise<Facts>;
  readonly expect: (declared: Declared, project: Project) => Expectation;
  /** Findings against the expectation and of the facts among themselves; `baseline` is null where there is none. */
  readonly compare: (expected: Expectation, facts: Facts, baseline: FactMap | null) => readonly Finding[];
  /** The baseline as far as these facts can be compared with it; without it, as it is. */
  readonly align?: (baseline: FactMap, facts: Facts) => FactMap;
  /** The finding that a difference from the baseline is, or null where it is none. */
  readonly judge: (change: FactChange, facts: Facts, expected: Expectation) => Finding | null;
}

/** Keeps the expectation's type between `expect`, `compare` and `judge`, and forgets it outside. */
export function defineDimension<Expectation>(dimension: Dimension<Expectation>): Dimension {
  return dimension as Dimension;
}
