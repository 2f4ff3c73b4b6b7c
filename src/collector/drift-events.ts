import type { ReportedFinding } from '../domain/finding.ts';
import type { DimensionState, ProjectState } from '../domain/state.ts';
import type { LoggedEvent } from '../store/event-log.ts';

/** What has begun and ended between two looks at a project: a line each for the local log. Pure. */
export function driftEvents(state: ProjectState, before: ProjectState): readonly LoggedEvent[] {
  const ts = state.takenAt.getTime();
  const [now, then] = [standing(state), standing(before)];
  const began = [...now].filter(([id]) => !then.has(id));
  // What cannot be told has not ended.
  const unknown = new Set(state.dimensions.filter((one) => one.state === 'unknown').map(({ id }) => id));
  const ended = [...then].filter(([id, { dimension }]) => !now.has(id) && !unknown.has(dimension));
  return [
    ...began.map(([, finding]) => event(state, finding, 'firing', finding.severity, ts)),
    ...ended.map(([, finding]) => event(state, finding, 'resolved', 'info', ts)),
    ...state.dimensions
      .filter(({ id, state: is }) => is === 'unknown' && stateOf(before, id) !== 'unknown')
      .map((dimension) => unknownEvent(state, dimension, ts)),
  ];
}

function standing({ dimensions }: ProjectState): ReadonlyMap<string, ReportedFinding> {
  return new Map(
    dimensions
      .flatMap(({ findings }) => findings)
      .filter(({ accepted }) => accepted === null)
      .map((finding) => [finding.id, finding]),
  );
}

function stateOf({ dimensions }: ProjectState, id: string): string | undefined {
  return dimensions.find((dimension) => dimension.id === id)?.state;
}

function event(
  { project }: ProjectState,
  finding: ReportedFinding,
  status: 'firing' | 'resolved',
  severity: LoggedEvent['severity'],
  ts: number,
): LoggedEvent {
  const { id, dimension, key, kind, expected, actual, source, origin, fix } = finding;
  const found = `${key} is ${actual ?? 'not there'}${expected === null ? '' : `, expected ${expected}`}`;
  return {
    alert_id: id,
    severity,
    source: `godrift/${project.name}`,
    summary:
      status === 'firing' ? `${project.name}: ${found}` : `${project.name}: ${key} is as expected again`,
    ts,
    context: {
      status,
      project: project.name,
      dir: project.dir,
      dimension,
      key,
      kind,
      expected,
      actual,
      source,
      origin,
      fix,
    },
  };
}

function unknownEvent(
  { project }: ProjectState,
  { id, reason, message, fix }: DimensionState,
  ts: number,
): LoggedEvent {
  return {
    alert_id: `${id}.unknown`,
    severity: 'warning',
    source: `godrift/${project.name}`,
    summary: `${project.name}: ${id} is unknown (${reason}): ${message}`,
    ts,
    context: { status: 'firing', project: project.name, dir: project.dir, dimension: id, reason, fix },
  };
}
