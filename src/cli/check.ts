import { basename, dirname, resolve } from 'node:path';
import type { DimensionId } from '../domain/dimension-id.ts';
import { formatProblem, InputError, type InputProblem } from '../domain/errors.ts';
import { SEVERITIES, type Severity, severityRank } from '../domain/finding.ts';
import type { ProjectState, Verdict } from '../domain/state.ts';
import { keepVerdict, readVerdict, verdictFile } from '../engine/kept-verdict.ts';
import { type BaselineChoice, baselineInputs } from '../engine/load-baseline.ts';
import type { CommandOptions } from './command-options.ts';
import { printCheck } from './print-check.ts';
import { withProgress } from './progress.ts';
import {
  chooseDimensions,
  configFile,
  type LookOptions,
  look,
  projectDirs,
  type Session,
  timeoutOption,
  withTelemetry,
} from './session.ts';
import { VERSION } from './version.ts';

/** Each `go` of a project already runs beside the others. */
const PROJECTS_AT_ONCE = 4;

export async function check(
  session: Session,
  dirs: readonly string[],
  options: CommandOptions,
): Promise<number> {
  const plan: Plan = {
    dimensions: chooseDimensions(options),
    baseline: {
      file: typeof options.baseline === 'string' ? resolve(session.cwd, options.baseline) : undefined,
      none: options.baseline === false,
    },
    diffFile: options.diffFile ?? 'env-fingerprint.diff',
    ...timeoutOption(options.timeout),
  };
  return withTelemetry(session, 'check', async (telemetry, seen) => {
    const problems: InputProblem[] = [];
    const later: (() => void)[] = [];
    const checkDir = async (dir: string): Promise<Verdict | null> => {
      // Telemetry tells what an observation is made of: spans and facts.
      const file = telemetry.traceId === null ? keptIn(session, dir, plan) : null;
      const kept = file === null ? null : readVerdict(file);
      if (kept !== null) return kept;
      try {
        const startedAtMs = Date.now();
        const observation = await look(session, dir, telemetry, plan);
        seen.states.push(observation.state);
        const written = await writeDiff(observation.state, plan.diffFile);
        const others = [
          ...baselineInputs(observation.state.project, session.stateDir, plan.baseline),
          ...(written === null ? [] : [written]),
        ];
        if (file !== null) later.push(() => keepVerdict(file, observation, others, startedAtMs));
        return observation.state;
      } catch (cause) {
        if (!(cause instanceof InputError)) throw cause;
        problems.push(...cause.problems);
        return null;
      }
    };
    const wanted = await expandDirs(projectDirs(session, dirs));
    const verdicts = (await checkEach(session, wanted, checkDir)).filter((verdict) => verdict !== null);
    const since =
      options.since === undefined
        ? []
        : await (await import('./check-since.ts')).checkSince(session, verdicts, options.since, telemetry);
    const exitCode = problems.length > 0 ? 2 : exitCodeOf(verdicts, options.failOn ?? 'warning');
    await printCheck(session, options, verdicts, {
      exitCode,
      traceId: telemetry.traceId,
      problems: [...problems, ...dimensionProblems(verdicts)],
      since,
    });
    for (const write of later) write();
    if (problems.length > 0) throw new InputError(problems);
    return exitCode;
  });
}

interface Plan extends LookOptions {
  readonly dimensions: readonly DimensionId[];
  readonly baseline: BaselineChoice;
  readonly diffFile: string;
}

/** Where the verdict of a directory is kept; null where it must be found anew. */
function keptIn(session: Session, dir: string, { dimensions, baseline, diffFile }: Plan): string | null {
  if (session.globals.online === true) return null;
  const { env, stateDir } = session;
  return verdictFile(stateDir, { dir, env, dimensions, version: VERSION, configFile: configFile(session) }, [
    baseline.none === true ? '' : (baseline.file ?? 'default'),
    diffFile,
  ]);
}

/** `DIR/...` is every module below, as in Go. */
async function expandDirs(dirs: readonly string[]): Promise<readonly string[]> {
  if (dirs.every((dir) => basename(dir) !== '...')) return dirs;
  const { modulesBelow } = await import('./modules-below.ts');
  return [...new Set(dirs.flatMap((dir) => (basename(dir) === '...' ? modulesBelow(dirname(dir)) : [dir])))];
}

async function checkEach<T>(
  { terminal }: Session,
  dirs: readonly string[],
  run: (dir: string) => Promise<T>,
): Promise<T[]> {
  const [only, ...more] = dirs;
  let done = 0;
  const counted = async (dir: string): Promise<T> => {
    const result = await run(dir);
    done += 1;
    return result;
  };
  return withProgress(
    terminal,
    () => (more.length === 0 ? 'checking' : `checking, ${done} of ${dirs.length} projects done`),
    async () => {
      if (only !== undefined && more.length === 0) return [await run(only)];
      const { default: pLimit } = await import('p-limit');
      const limit = pLimit(PROJECTS_AT_ONCE);
      return Promise.all(dirs.map((dir) => limit(() => counted(dir))));
    },
  );
}

async function writeDiff(state: ProjectState, file: string): Promise<string | null> {
  const drifted = state.dimensions.some(({ id, changed }) => id === 'modules' && changed > 0);
  return drifted ? (await import('../engine/write-module-diff.ts')).writeModuleDiff(state, file) : null;
}

/** Mistakes in files that only one dimension needs, each once: several projects may have one of these files in common. */
function dimensionProblems(verdicts: readonly Verdict[]): readonly InputProblem[] {
  const problems = verdicts.flatMap(({ dimensions }) => dimensions.flatMap((one) => one.problems ?? []));
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
}

/** 1 if a finding reaches the limit, else 2 if something is unknown, else 0. */
function exitCodeOf(states: readonly Verdict[], failOn: string): number {
  const limit = SEVERITIES.indexOf(failOn as Severity);
  const dimensions = states.flatMap((state) => state.dimensions);
  const fails = dimensions.some(({ findings }) =>
    findings.some((finding) => finding.accepted === null && severityRank(finding.severity) >= limit),
  );
  if (fails) return 1;
  return dimensions.some(({ state }) => state === 'unknown') ? 2 : 0;
}
