import { type Sample, sample } from '../contract/sample.ts';
import type { DimensionId } from '../domain/dimension-id.ts';
import { type ReportedFinding, SEVERITIES } from '../domain/finding.ts';
import { fingerprintNumber, shortFingerprint } from '../domain/fingerprint.ts';
import type { DimensionState, ProjectState } from '../domain/state.ts';
import type { SampleInputs } from './samples.ts';
import { seriesKey } from './series-key.ts';

const STATES = ['in_sync', 'drifted', 'unknown'] as const;

/** The dimensions whose keys are few and no foreign strings. */
const KEYED: ReadonlySet<DimensionId> = new Set(['build_env', 'tools']);

export function dimensionSamples(
  { project: { name: project } }: ProjectState,
  dimension: DimensionState,
  { driftSince, driftEvents }: Pick<SampleInputs, 'driftSince' | 'driftEvents'>,
): readonly Sample[] {
  const { id, state } = dimension;
  const labels = { project, dimension: id };
  const since = state === 'drifted' ? driftSince.get(seriesKey(project, id)) : undefined;
  return [
    ...STATES.map((each) =>
      sample('godrift.drift.state', each === state ? 1 : 0, { ...labels, state: each }),
    ),
    sample('godrift.collector.success', state === 'unknown' ? 0 : 1, labels),
    sample('godrift.collector.last_duration', seconds(dimension.durationMs), labels),
    ...SEVERITIES.map((severity) =>
      sample('godrift.drift.events', driftEvents.get(seriesKey(project, id, severity)) ?? 0, {
        ...labels,
        severity,
      }),
    ),
    ...(since === undefined ? [] : [sample('godrift.drift.since.timestamp', since.getTime() / 1000, labels)]),
    ...(state === 'unknown' ? [] : knownSamples(project, dimension)),
  ];
}

/** What can be said only of collected facts. */
function knownSamples(project: string, dimension: DimensionState): readonly Sample[] {
  const { id, fingerprint, findings } = dimension;
  const labels = { project, dimension: id };
  return [
    sample('godrift.entries', dimension.entries, labels),
    sample('godrift.changed.entries', dimension.changed, labels),
    sample('godrift.change', dimension.changeRatio, labels),
    sample('godrift.drift.score', dimension.score, labels),
    ...(fingerprint === null
      ? []
      : [
          sample('godrift.fingerprint', fingerprintNumber(fingerprint), labels),
          sample('godrift.fingerprint.info', 1, { ...labels, fingerprint: shortFingerprint(fingerprint) }),
        ]),
    ...[...SEVERITIES, 'accepted' as const].map((severity) =>
      sample('godrift.findings', findings.filter((finding) => countedAs(finding) === severity).length, {
        ...labels,
        severity,
      }),
    ),
    ...(KEYED.has(id) ? keySamples(project, dimension) : []),
  ];
}

function keySamples(project: string, { id, facts, findings }: DimensionState): readonly Sample[] {
  const drifted = new Set(
    findings.filter((finding) => finding.accepted === null).map((finding) => finding.key),
  );
  const keys = new Set([...Object.keys(facts?.portable ?? {}), ...findings.map((finding) => finding.key)]);
  return [...keys].map((key) =>
    sample('godrift.key.drifted', drifted.has(key) ? 1 : 0, { project, dimension: id, key }),
  );
}

function countedAs({ accepted, severity }: ReportedFinding) {
  return accepted === null ? severity : 'accepted';
}

/** To the microsecond: dividing alone gives 0.0070999999999999995. */
function seconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1e6;
}
