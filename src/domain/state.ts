import type { Declared } from './declared.ts';
import type { DimensionId } from './dimension-id.ts';
import type { InputProblem, UnknownReason } from './errors.ts';
import type { FactMap, Facts } from './facts.ts';
import type { ReportedFinding } from './finding.ts';
import type { Project } from './project.ts';
import type { Upstream } from './release-lag.ts';

/** What is known of one dimension at one instant. */
export interface DimensionState {
  readonly id: DimensionId;
  readonly state: 'in_sync' | 'drifted' | 'unknown';
  /** Why it is unknown; null otherwise. */
  readonly reason: UnknownReason | null;
  /** The reason in words, one line without secrets, and what to do about it; null unless unknown. */
  readonly message: string | null;
  readonly fix: string | null;
  /** The mistakes in a project's files, each of which alone makes it unknown (`invalid_input`). */
  readonly problems?: readonly InputProblem[];
  /** `sha256:<64 hex>` over the portable facts; null when unknown. */
  readonly fingerprint: string | null;
  /** How many portable facts there are. */
  readonly entries: number;
  /** Added, removed and changed keys against the baseline; 0 without one. */
  readonly changed: number;
  /** `changed` over the keys of both, 0..1. */
  readonly changeRatio: number;
  /** 0..1 over the findings that are not accepted. */
  readonly score: number;
  readonly durationMs: number;
  /** What was collected; also of an unknown dimension where only its expectation is unknown. */
  readonly facts: Facts | null;
  /** Accepted ones included. */
  readonly findings: readonly ReportedFinding[];
}

export interface Baseline {
  readonly kind: 'file' | 'deployment' | 'none';
  /** The baseline's snapshot keys (`dimension.key`); empty without one. */
  readonly facts: FactMap;
  /** Where it comes from: a file's absolute path or a deployment's id; null without one. */
  readonly from: string | null;
}

/** One look at one project. Immutable: telemetry and output read it, nothing changes it. */
export interface ProjectState {
  readonly project: Project;
  readonly takenAt: Date;
  readonly baseline: Baseline;
  readonly declared: Declared;
  readonly dimensions: readonly DimensionState[];
  /** How far the running Go is behind; only where the module proxy may be asked. */
  readonly upstream?: Upstream;
}

/** What a state comes to, without the facts that it was made of. */
export interface Verdict {
  readonly project: Project;
  readonly baseline: Pick<Baseline, 'kind' | 'from'>;
  readonly dimensions: readonly DimensionVerdict[];
  readonly upstream?: Upstream;
}

export type DimensionVerdict = Omit<DimensionState, 'facts'>;

/** A recorded deployment: approves a snapshot and opens the grace period. */
export interface Deployment {
  readonly id: string;
  readonly at: Date;
  /** `sha256:<64 hex>` over the deployment's whole snapshot without `context`. */
  readonly fingerprint: string;
  /** Change ratio against the deployment before it, 0..1; null for the first. */
  readonly changeRatio: number | null;
}
