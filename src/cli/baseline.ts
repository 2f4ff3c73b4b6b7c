import { join, relative } from 'node:path';
import type { Tracer } from '../contract/tracer.ts';
import { DIMENSION_IDS } from '../domain/dimension-id.ts';
import { inputError } from '../domain/errors.ts';
import { baselineHash, withoutContext } from '../domain/fingerprint.ts';
import { writeSnapshot } from '../domain/snapshot-text.ts';
import type { ProjectState } from '../domain/state.ts';
import { committedBaseline } from '../engine/load-baseline.ts';
import { snapshotFacts } from '../engine/snapshot-facts.ts';
import { addAccepted } from '../store/accepted-file.ts';
import { writeBaselineFile } from '../store/baseline-file.ts';
import { listDeployments, recordDeployment } from '../store/deployments.ts';
import { parseUntil } from '../store/parse-until.ts';
import type { CommandOptions } from './command-options.ts';
import { look, projectDirs, type Session, withTelemetry } from './session.ts';

/** Approves the present state in the project's committed file; of the session's context nothing is approved. */
export function baselineWrite(session: Session): Promise<number> {
  return withTelemetry(session, 'baseline', async (telemetry, seen) => {
    const state = await completeState(session, telemetry);
    seen.states.push(state);
    const file = committedBaseline(state.project.dir);
    const facts = withoutContext(snapshotFacts(state));
    await writeBaselineFile(file, facts, state.takenAt);
    const entries = Object.keys(facts).length;
    say(session, { file, entries }, `${relative(session.cwd, file)} written: ${entries} entries. Commit it.`);
    return 0;
  });
}

/** Records a deployment in the state directory. */
export function baselineRecord(
  session: Session,
  _: readonly string[],
  { deployment: id = '' }: CommandOptions,
): Promise<number> {
  return withTelemetry(session, 'baseline', async (telemetry, seen) => {
    const state = await completeState(session, telemetry);
    seen.states.push(state);
    const snapshotText = writeSnapshot(snapshotFacts(state), state.takenAt);
    const recorded = await recordDeployment(
      session.stateDir,
      state.project.name,
      { id, at: new Date(), snapshotText },
      session.terminal.warn,
    );
    const change =
      recorded.changeRatio === null
        ? 'the first one'
        : `${(recorded.changeRatio * 100).toFixed(1)} % changed against the one before`;
    const { at, fingerprint, changeRatio } = recorded;
    say(
      session,
      { id, at, fingerprint, changeRatio },
      `deployment ${id} of ${state.project.name} recorded: ${change}`,
    );
    return 0;
  });
}

/** Which baseline counts here, and the deployments. */
export async function baselineShow(session: Session): Promise<number> {
  return withTelemetry(session, 'baseline', async (telemetry) => {
    const { state } = await look(session, oneProject(session), telemetry, { dimensions: [] });
    const deployments = await listDeployments(session.stateDir, state.project.name, session.terminal.warn);
    const { kind, from, facts } = state.baseline;
    const hash =
      deployments.length === 0
        ? null
        : baselineHash(deployments.slice(-3).map(({ fingerprint }) => fingerprint));
    const report = {
      schema: 'godrift.baseline/v1',
      project: state.project.name,
      baseline: kind,
      from,
      entries: Object.keys(facts).length,
      deployments: deployments.map(({ id, at, fingerprint, changeRatio }) => ({
        id,
        at,
        fingerprint,
        changeRatio,
      })),
      deploymentsHash: hash,
      accepted: state.declared.accepted,
    };
    const lines = [
      `${report.project}: baseline ${kind}${from === null ? '' : ` (${from})`}, ${report.entries} entries`,
      ...report.deployments.map(
        ({ id, at, changeRatio }) =>
          `  deployment ${id} at ${at.toISOString()}${changeRatio === null ? '' : `, ${(changeRatio * 100).toFixed(1)} % changed`}`,
      ),
      ...(hash === null ? [] : [`  over the last ${Math.min(3, deployments.length)}: ${hash}`]),
      ...report.accepted.map(
        ({ finding, owner, until, reason }) => `  accepted ${finding} by ${owner} until ${until}: ${reason}`,
      ),
    ];
    say(session, report, lines.join('\n'));
    return 0;
  });
}

/** Lets a finding stand until a day, in the project's committed `.godrift/accepted.yaml`. */
export async function baselineAccept(
  session: Session,
  [finding = '']: readonly string[],
  options: CommandOptions,
): Promise<number> {
  const { owner = '', reason = '', until = '' } = options;
  const [dimension] = finding.split('.', 1);
  if (!DIMENSION_IDS.some((id) => id === dimension) || finding.length <= (dimension?.length ?? 0) + 1) {
    throw inputError(`${JSON.stringify(finding)} is no finding: write DIMENSION.KEY, as go_version.running`);
  }
  if (owner.trim() === '' || reason.trim() === '') throw inputError('--owner and --reason must not be empty');
  const end = parseUntil(until);
  if (end === null)
    throw inputError(
      `--until ${JSON.stringify(until)} is neither a date (2026-12-31) nor a date and time by RFC 3339`,
    );
  return withTelemetry(session, 'baseline', async (telemetry) => {
    const { state } = await look(session, oneProject(session), telemetry, { dimensions: [] });
    const file = join(state.project.dir, '.godrift', 'accepted.yaml');
    await addAccepted(file, { finding, owner, reason, until: end });
    if (Date.parse(end) <= Date.now()) session.terminal.warn(`${until} is over: the finding counts`);
    say(
      session,
      { file, finding, owner, reason, until: end },
      `${finding} accepted until ${end}: ${relative(session.cwd, file)}. Commit it.`,
    );
    return 0;
  });
}

/** A state that may be approved: what is unknown cannot be. */
async function completeState(session: Session, tracer: Tracer): Promise<ProjectState> {
  const { state } = await look(session, oneProject(session), tracer, { again: true });
  const unknown = state.dimensions.filter((dimension) => dimension.state === 'unknown');
  if (unknown.length > 0) {
    throw inputError(
      unknown
        .map(({ id, reason, message }) => `${id} is unknown (${reason}: ${message}): nothing was approved`)
        .join('\n'),
    );
  }
  return state;
}

function oneProject(session: Session): string {
  const [dir = session.cwd, ...others] = projectDirs(session);
  if (others.length > 0) throw inputError('a baseline is of one project: give one --project');
  return dir;
}

function say(session: Session, report: object, text: string): void {
  session.terminal.print(
    session.globals.json === true ? `${JSON.stringify(report, null, 2)}\n` : `${text}\n`,
  );
}
