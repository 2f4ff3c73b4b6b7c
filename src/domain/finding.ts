import type { DimensionId } from './dimension-id.ts';

/** Mildest first. */
export const SEVERITIES = ['info', 'warning', 'error', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export type FindingKind = 'mismatch' | 'added' | 'removed' | 'changed' | 'missing' | 'behind';
export type VersionChange = 'none' | 'patch' | 'prerelease' | 'minor' | 'major';

/** A file (absolute path) and 1-based line that a finding is about. */
export interface Location {
  readonly file: string;
  readonly line: number;
}

/** One difference between what is and what should be. */
export interface Finding {
  readonly dimension: DimensionId;
  readonly key: string;
  readonly kind: FindingKind;
  readonly change: VersionChange;
  readonly severity: Severity;
  /** How much it adds to the dimension's score, 0..1. */
  readonly weight: number;
  readonly expected: string | null;
  readonly actual: string | null;
  /** Who expects it: `.go-version`, `go.mod`, `godrift.yaml`, `baseline`, `go.sum`, `go` … */
  readonly source: string | null;
  /** Where the actual value comes from: `PATH`, `environment`, `~/.config/go/env:3`, … */
  readonly origin: string | null;
  /** A command or an edit a person can paste. */
  readonly fix: string | null;
  readonly location: Location | null;
}

/** An accepted finding stays visible and does not count until `until` (RFC 3339). */
export interface Acceptance {
  readonly owner: string;
  readonly reason: string;
  readonly until: string;
}

/** A finding as reported: with a stable id, and its acceptance where one holds. */
export interface ReportedFinding extends Finding {
  /** `<dimension>.<key>.<kind>`: equal for the same difference in every run. */
  readonly id: string;
  readonly accepted: Acceptance | null;
}

export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
