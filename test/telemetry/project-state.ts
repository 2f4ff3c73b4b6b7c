import type { DimensionId } from '../../src/domain/dimension-id.ts';
import type { ReportedFinding } from '../../src/domain/finding.ts';
import type { DimensionState, ProjectState } from '../../src/domain/state.ts';

/** A state with one dimension of each kind; `overrides` replaces parts of it. */
export function projectState(overrides: Partial<ProjectState> = {}): ProjectState {
  return {
    project: { name: 'example.com/shop', dir: '/src/shop', goModFile: '/src/shop/go.mod', goWorkFile: null },
    takenAt: new Date('2026-11-23T12:00:00.250Z'),
    baseline: { kind: 'none', facts: {}, from: null },
    declared: {
      versions: [],
      goMod: null,
      goWork: null,
      config: { env: { required: [], expect: {}, allow: [] }, tools: {} },
      unversioned: [],
      problems: [],
      configLocations: {},
      accepted: [],
    },
    dimensions: [],
    ...overrides,
  };
}

/** A collected dimension in sync, without facts. */
export function dimensionState(id: DimensionId, overrides: Partial<DimensionState> = {}): DimensionState {
  return {
    id,
    state: 'in_sync',
    reason: null,
    message: null,
    fix: null,
    fingerprint: `sha256:${'ab'.repeat(32)}`,
    entries: 0,
    changed: 0,
    changeRatio: 0,
    score: 0,
    durationMs: 7.1,
    facts: { portable: {}, local: {}, origins: {} },
    findings: [],
    ...overrides,
  };
}

export function finding(
  dimension: DimensionId,
  key: string,
  overrides: Partial<ReportedFinding> = {},
): ReportedFinding {
  return {
    id: `${dimension}.${key}.mismatch`,
    dimension,
    key,
    kind: 'mismatch',
    change: 'none',
    severity: 'warning',
    weight: 0.5,
    expected: null,
    actual: null,
    source: null,
    origin: null,
    fix: null,
    location: null,
    accepted: null,
    ...overrides,
  };
}
