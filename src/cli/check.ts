import { resolve } from 'node:path';
import pLimit from 'p-limit';
import { InputError, type InputProblem } from '../domain/errors.ts';
import { SEVERITIES, type Severity, severityRank } from '../domain/finding.ts';
import type { ProjectState } from '../domain/state.ts';
import { checkReport } from './check-report.ts';
import type { CommandOptions } from './command-options.ts';
import { renderState } from './render-state.ts';
import {
  chooseDimensions,
  look,
  projectDirs,
  type Session,
  timeoutOption,
  withTelemetry,
} from './session.ts';

/** Each `go` of a project already runs beside the others. */
const PROJECTS_AT_ONCE = 4;

export async function check(
  session: Session,
  dirs: readonly string[],
  options: CommandOptions,
): Promise<number> {
  const dimensions = chooseDimensions(options);
  const file = typeof options.baseline === 'string' ? resolve(session.cwd, options.baseline) : undefined;
  const baseline = { file, none: options.baseline === false };
  const timeout = timeoutOption(options.timeout);
  return withTelemetry(session, 'check', async (telemetry, seen) => {
    const limit = pLimit(PROJECTS_AT_ONCE);
    const problems: InputProblem[] = [];
    const looks = projectDirs(session, dirs).map((dir) =>
      limit(async () => {
        try {
          return (await look(session, dir, telemetry, { dimensions, baseline, ...timeout })).state;
        } catch (cause) {
          if (!(cause instanceof InputError)) throw cause;
          problems.push(...cause.problems);
          return null;
        }
      }),
    );
    const states = (await Promise.all(looks)).filter((state) => state !== null);
    seen.states.push(...states);
    for (const state of states) await writeDiff(state, options.diffFile ?? 'env-fingerprint.diff');
    const exitCode = problems.length > 0 ? 2 : exitCodeOf(states, options.failOn ?? 'warning');
    await print(session, options, states, { exitCode, traceId: telemetry.traceId, problems });
    if (problems.length > 0) throw new InputError(problems);
    return exitCode;
  });
}

async function writeDiff(state: ProjectState, file: string): Promise<void> {
  const drifted = state.dimensions.some(({ id, changed }) => id === 'modules' && changed > 0);
  if (drifted) await (await import('../engine/write-module-diff.ts')).writeModuleDiff(state, file);
}

async function print(
  session: Session,
  options: CommandOptions,
  states: readonly ProjectState[],
  outcome: {
    readonly exitCode: number;
    readonly traceId: string | null;
    readonly problems: readonly InputProblem[];
  },
): Promise<void> {
  const { terminal } = session;
  if (options.json === true || options.format === 'json')
    terminal.print(`${JSON.stringify(checkReport(states, outcome), null, 2)}\n`);
  else if (options.format === 'github')
    terminal.print((await import('./render-github.ts')).renderGithub(states, session.cwd));
  else terminal.print(states.map((state) => renderState(state, terminal)).join('\n'));
}

/** 1 if a finding reaches the limit, else 2 if something is unknown, else 0. */
function exitCodeOf(states: readonly ProjectState[], failOn: string): number {
  const limit = SEVERITIES.indexOf(failOn as Severity);
  const dimensions = states.flatMap((state) => state.dimensions);
  const fails = dimensions.some(({ findings }) =>
    findings.some((finding) => finding.accepted === null && severityRank(finding.severity) >= limit),
  );
  if (fails) return 1;
  return dimensions.some(({ state }) => state === 'unknown') ? 2 : 0;
}
