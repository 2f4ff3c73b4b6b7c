import type { FactMap, Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { BUILD_WEIGHTS, buildFinding } from './build-finding.ts';
import type { BuildExpectation } from './expectation.ts';
import { godebugFindings } from './godebug-finding.ts';
import { REFUSED, readProblems } from './local-facts.ts';

export function compareBuild(
  expected: BuildExpectation,
  facts: Facts,
  baseline: FactMap | null,
): readonly Finding[] {
  const problems = readProblems(facts.local).map(({ message, severity, ...problem }) =>
    buildFinding({
      ...problem,
      severity,
      actual: message,
      weight: severity === 'error' || severity === 'critical' ? BUILD_WEIGHTS.refused : BUILD_WEIGHTS.note,
    }),
  );
  return [
    ...problems,
    ...(baseline === null || REFUSED in facts.local ? [] : godebugFindings(expected, facts, baseline)),
  ];
}
