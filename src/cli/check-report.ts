import type { InputProblem } from '../domain/errors.ts';
import { projectReport } from '../domain/project-report.ts';
import type { Verdict } from '../domain/state.ts';
import type { DeclarationsSince } from '../engine/declarations-since.ts';

/** The stable machine interface `godrift.check/v1`. */
export function checkReport(
  states: readonly Verdict[],
  {
    exitCode,
    traceId,
    problems,
    since = [],
  }: {
    readonly exitCode: number;
    readonly traceId: string | null;
    readonly problems: readonly InputProblem[];
    readonly since?: readonly DeclarationsSince[];
  },
) {
  const dimensions = states.flatMap((state) => state.dimensions);
  const drifted = dimensions.some(({ state }) => state === 'drifted');
  const unknown = problems.length > 0 || dimensions.some(({ state }) => state === 'unknown');
  return {
    schema: 'godrift.check/v1',
    result: drifted ? 'drift' : unknown ? 'unknown' : 'ok',
    exitCode,
    projects: states.map((state, index) => ({ ...projectReport(state), ...sinceReport(since[index]) })),
    ...(problems.length === 0
      ? {}
      : {
          errors: problems.map(({ message, location }) => ({
            file: location?.file ?? null,
            line: location?.line ?? null,
            message,
          })),
        }),
    traceId,
  };
}

function sinceReport(since: DeclarationsSince | undefined) {
  if (since === undefined) return {};
  const { ref, commit, changes } = since;
  return {
    since: {
      ref,
      commit,
      changes: changes.map(({ key, before, after, location }) => ({
        key,
        before,
        after,
        file: location?.file ?? null,
        line: location?.line ?? null,
      })),
    },
  };
}
