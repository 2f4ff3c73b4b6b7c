import type { ReportedFinding } from './finding.ts';
import type { DimensionVerdict, Verdict } from './state.ts';

/** A project as `godrift.check/v1` and `godrift.status/v1` have it. */
export function projectReport(state: Verdict) {
  return {
    project: state.project.name,
    dir: state.project.dir,
    baseline: state.baseline.kind,
    dimensions: state.dimensions.map(dimensionReport),
    findings: state.dimensions.flatMap(({ findings }) => findings.map(findingReport)),
    ...(state.upstream === undefined ? {} : { upstream: state.upstream }),
  };
}

function dimensionReport(dimension: DimensionVerdict) {
  const { id, state, reason, message, fix, fingerprint, entries, changed, changeRatio, score, durationMs } =
    dimension;
  return {
    id,
    state,
    reason,
    message,
    fix,
    fingerprint,
    entries,
    changed,
    changeRatio,
    score,
    durationMs,
  };
}

function findingReport({ weight: _weight, location, ...finding }: ReportedFinding) {
  return { ...finding, file: location?.file ?? null, line: location?.line ?? null };
}
