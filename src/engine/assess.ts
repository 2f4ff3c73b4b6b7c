import type { Dimension } from '../dimensions/dimension.ts';
import type { AcceptedFinding, Declared } from '../domain/declared.ts';
import { changeRatio, diffFacts, unionSize } from '../domain/diff.ts';
import type { DimensionId } from '../domain/dimension-id.ts';
import {
  CollectError,
  formatProblem,
  InputError,
  type InputProblem,
  type UnknownReason,
} from '../domain/errors.ts';
import type { Facts } from '../domain/facts.ts';
import type { Finding, ReportedFinding } from '../domain/finding.ts';
import { severityRank } from '../domain/finding.ts';
import { fingerprintFacts } from '../domain/fingerprint.ts';
import type { Project } from '../domain/project.ts';
import { score } from '../domain/score.ts';
import type { Baseline, DimensionState } from '../domain/state.ts';
import { UNKNOWN_DIMENSION } from '../domain/unknown-dimension.ts';
import { baselineFacts } from './baseline-facts.ts';

export interface Assessment {
  readonly project: Project;
  readonly declared: Declared;
  readonly baseline: Baseline;
  readonly now: Date;
  /** Fingerprints known from the run that collected the facts. */
  readonly fingerprints: Readonly<Partial<Record<DimensionId, string>>>;
}

/** What collected facts come to: pure. */
export function assess(
  dimension: Dimension,
  facts: Facts,
  durationMs: number,
  context: Assessment,
): DimensionState {
  const { declared, project, now } = context;
  const problems = problemsOf(dimension, declared);
  if (problems.length > 0) return { ...invalidState(dimension, problems, durationMs), facts };
  const baseline = baselineFacts(dimension.id, context.baseline);
  const compared = baseline === null ? null : (dimension.align?.(baseline, facts) ?? baseline);
  const changes = compared === null || dimension.id === 'context' ? [] : diffFacts(compared, facts.portable);
  const expected = dimension.expect(declared, project);
  const intrinsic = dimension.compare(expected, facts, baseline);
  // That a set value counts for nothing says nothing of a change of the value that counts.
  const told = new Set(
    intrinsic
      .filter(({ severity, source }) => severity !== 'info' || source === 'baseline')
      .map(({ key }) => key),
  );
  const judged = changes
    .filter((change) => !told.has(change.key))
    .map((change) => dimension.judge(change, facts, expected))
    .filter((finding) => finding !== null);
  const findings = report([...intrinsic, ...judged], declared.accepted, now);
  const standing = findings.filter((finding) => finding.accepted === null);
  return {
    id: dimension.id,
    state: standing.length > 0 ? 'drifted' : 'in_sync',
    reason: null,
    message: null,
    fix: null,
    fingerprint: context.fingerprints[dimension.id] ?? fingerprintFacts(dimension.id, facts.portable),
    entries: Object.keys(facts.portable).length,
    changed: changes.length,
    changeRatio: changeRatio(changes, unionSize(compared ?? {}, changes)),
    score: score(standing.map((finding) => finding.weight)),
    durationMs,
    facts,
    findings,
  };
}

/** The state of a dimension that could not be collected. Never "in sync". */
export function unknownState(
  dimension: Dimension,
  cause: unknown,
  durationMs: number,
  declared: Declared,
): DimensionState {
  const found = cause instanceof InputError ? cause.problems : [];
  const problems = [...problemsOf(dimension, declared), ...found];
  return {
    ...UNKNOWN_DIMENSION,
    id: dimension.id,
    ...whyUnknown(cause),
    ...(problems.length === 0 ? {} : { problems }),
    durationMs,
  };
}

/** What a dimension is compared with is unknown: its facts alone are not a verdict. */
function invalidState(
  { id }: Dimension,
  problems: readonly InputProblem[],
  durationMs: number,
): DimensionState {
  return {
    ...UNKNOWN_DIMENSION,
    id,
    reason: 'invalid_input',
    message: problems.map(formatProblem).join('; '),
    problems,
    durationMs,
  };
}

/** The mistakes in files that this dimension needs. */
function problemsOf({ id }: Dimension, { problems }: Declared): readonly InputProblem[] {
  return problems
    .filter(({ dimension }) => dimension === id)
    .map(({ message, location }) => ({ message, location }));
}

function whyUnknown(cause: unknown): { reason: UnknownReason; message: string; fix: string | null } {
  if (cause instanceof CollectError) return { reason: cause.reason, message: cause.message, fix: cause.fix };
  if (cause instanceof InputError)
    return { reason: 'invalid_input', message: cause.problems.map(formatProblem).join('; '), fix: null };
  return { reason: 'internal', message: cause instanceof Error ? cause.message : String(cause), fix: null };
}

/** With ids and acceptances; worst first, then by key. */
function report(
  findings: readonly Finding[],
  accepted: readonly AcceptedFinding[],
  now: Date,
): ReportedFinding[] {
  return findings
    .map((finding) => {
      const name = `${finding.dimension}.${finding.key}`;
      const acceptance = accepted.find(
        (entry) => entry.finding === name && Date.parse(entry.until) > now.getTime(),
      );
      const { owner = '', reason = '', until = '' } = acceptance ?? {};
      return {
        ...finding,
        id: `${name}.${finding.kind}`,
        accepted: acceptance === undefined ? null : { owner, reason, until },
      };
    })
    .sort(
      (a, b) =>
        severityRank(b.severity) - severityRank(a.severity) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
    );
}
