import type { InputProblem } from '../domain/errors.ts';
import type { Verdict } from '../domain/state.ts';
import type { DeclarationsSince } from '../engine/declarations-since.ts';
import { checkReport } from './check-report.ts';
import type { CommandOptions } from './command-options.ts';
import { loadMessages } from './messages/load-messages.ts';
import { renderState } from './render-state.ts';
import type { Session } from './session.ts';

/** More projects than fit on a screen are a table first, and only those out of sync in full. */
const TABLE_FROM = 6;

export interface CheckOutcome {
  readonly exitCode: number;
  readonly traceId: string | null;
  readonly problems: readonly InputProblem[];
  readonly since: readonly DeclarationsSince[];
}

/** Prints verdicts in the format asked for, and the summary of a CI job that names a file for it. */
export async function printCheck(
  session: Session,
  options: CommandOptions,
  states: readonly Verdict[],
  outcome: CheckOutcome,
): Promise<void> {
  session.terminal.print(await render(session, options, states, outcome));
  const { GITHUB_STEP_SUMMARY: summary } = session.env;
  if (summary !== undefined && summary !== '')
    (await import('./write-summary.ts')).writeSummary(summary, states, outcome, session);
}

async function render(
  session: Session,
  options: CommandOptions,
  states: readonly Verdict[],
  outcome: CheckOutcome,
): Promise<string> {
  const { problems } = outcome;
  switch (options.json === true ? 'json' : options.format) {
    case 'json':
      return `${JSON.stringify(checkReport(states, outcome), null, 2)}\n`;
    case 'github':
      return (await import('./render-github.ts')).renderGithub(states, problems, session);
    case 'sarif':
      return (await import('./render-sarif.ts')).renderSarif(states, outcome, session);
    case 'junit': {
      const failOn = options.failOn ?? 'warning';
      return (await import('./render-junit.ts')).renderJunit(states, { problems, failOn }, session);
    }
    default:
      return pretty(session, states, outcome);
  }
}

async function pretty(
  session: Session,
  states: readonly Verdict[],
  { since }: CheckOutcome,
): Promise<string> {
  const messages = await loadMessages(session.env);
  const many = states.length >= TABLE_FROM;
  const inFull = many
    ? states.filter((state) => state.dimensions.some((dimension) => dimension.state !== 'in_sync'))
    : states;
  const table = many
    ? [(await import('./render-table.ts')).renderTable(states, session.terminal, messages)]
    : [];
  const changes =
    since.length === 0 ? [] : [(await import('./render-since.ts')).renderSince(since, session, messages)];
  return [
    ...table,
    ...inFull.map((state) => renderState(state, session.terminal, messages)),
    ...changes,
  ].join('\n');
}
