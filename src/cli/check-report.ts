import type { InputProblem } from '../domain/errors.ts';
import { projectReport } from '../domain/project-report.ts';
import type { Verdict } from '../domain/state.ts';

/** The stable machine interface `godrift.check/v1`. */
export function checkReport(
  states: readonly Verdict[],
  {
    exitCode,
    traceId,
    problems,
  }: {
    readonly exitCode: number;
    readonly traceId: string | null;
    readonly problems: readonly InputProblem[];
  },
) {
  const dimensions = states.flatMap((state) => state.dimensions);
  const drifted = dimensions.some(({ state }) => state === 'drifted');
  const unknown = problems.length > 0 || dimensions.some(({ state }) => state === 'unknown');
  return {
    schema: 'godrift.check/v1',
    result: drifted ? 'drift' : unknown ? 'unknown' : 'ok',
    exitCode,
    projects: states.map(projectReport),
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
