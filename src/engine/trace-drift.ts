import type { SpanReference, Tracer } from '../contract/tracer.ts';
import type { DimensionId } from '../domain/dimension-id.ts';
import { type ReportedFinding, severityRank } from '../domain/finding.ts';
import { fingerprintFacts } from '../domain/fingerprint.ts';
import type { Baseline, DimensionState } from '../domain/state.ts';
import type { DriftSpans } from '../store/drift-spans.ts';
import { baselineFacts } from './baseline-facts.ts';

/** A span for each dimension that has drifted. */
export async function traceDrift(
  tracer: Tracer,
  dimensions: readonly DimensionState[],
  baseline: Baseline,
): Promise<DriftSpans> {
  const spans: Partial<Record<DimensionId, SpanReference>> = {};
  if (tracer.traceId === null) return spans;
  for (const dimension of dimensions) {
    const standing = dimension.findings.filter((finding) => finding.accepted === null);
    const [first] = standing;
    if (dimension.state !== 'drifted' || first === undefined) continue;
    const before = baselineFacts(dimension.id, baseline);
    const attributes = {
      'godrift.dimension': dimension.id,
      'godrift.score': dimension.score,
      'godrift.change_ratio': dimension.changeRatio,
      'godrift.findings': standing.map((finding) => finding.id),
      ...(before === null ? {} : { 'godrift.fingerprint.before': fingerprintFacts(dimension.id, before) }),
      ...(dimension.fingerprint === null ? {} : { 'godrift.fingerprint.after': dimension.fingerprint }),
      'godrift.severity': standing.reduce(worse, first).severity,
    };
    await tracer.span('godrift.drift', { attributes }, async () => {
      const span = tracer.activeSpan();
      if (span !== null) spans[dimension.id] = span;
    });
  }
  return spans;
}

function worse(a: ReportedFinding, b: ReportedFinding): ReportedFinding {
  return severityRank(b.severity) > severityRank(a.severity) ? b : a;
}
