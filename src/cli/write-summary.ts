import { appendFileSync } from 'node:fs';
import type { InputProblem } from '../domain/errors.ts';
import type { Verdict } from '../domain/state.ts';
import type { DeclarationsSince } from '../engine/declarations-since.ts';
import { ciPath, findingPlace } from './finding-place.ts';
import type { Session } from './session.ts';

/** The report as Markdown, appended to the summary of the job that names a file for it. Never fails a check. */
export function writeSummary(
  file: string,
  states: readonly Verdict[],
  {
    problems,
    since,
  }: { readonly problems: readonly InputProblem[]; readonly since: readonly DeclarationsSince[] },
  session: Session,
): void {
  try {
    appendFileSync(file, renderSummary(states, problems, since, session));
  } catch (cause) {
    session.terminal.warn(
      `the job summary was not written: ${cause instanceof Error ? cause.message : cause}`,
    );
  }
}

function renderSummary(
  states: readonly Verdict[],
  problems: readonly InputProblem[],
  since: readonly DeclarationsSince[],
  session: Session,
): string {
  const findings = states.flatMap((state) =>
    state.dimensions.flatMap((dimension) =>
      dimension.findings.map((finding) => {
        const { file, line } = findingPlace(finding, state);
        const severity =
          finding.accepted === null
            ? finding.severity
            : `accepted until ${finding.accepted.until.slice(0, 10)}`;
        return [
          severity,
          `${dimension.id}.${finding.key}`,
          finding.expected,
          finding.actual,
          `${ciPath(file, session)}:${line}`,
          finding.fix,
        ];
      }),
    ),
  );
  return [
    '## Go environment',
    '',
    ...table(
      ['project', 'result', 'dimensions'],
      states.map((state) => [
        state.project.name,
        resultOf(state),
        state.dimensions
          .map(({ id, state: is }) => `${is === 'in_sync' ? '✓' : is === 'drifted' ? '✗' : '?'} ${id}`)
          .join(', '),
      ]),
    ),
    ...(findings.length === 0 ? [] : table(['severity', 'what', 'expected', 'is', 'where', 'fix'], findings)),
    ...problems.map(
      ({ message, location }) =>
        `- ${cell(`${location === null ? '' : `${ciPath(location.file, session)}:${location.line ?? 1}: `}${message}`)}`,
    ),
    ...since.flatMap(({ ref, changes }) => [
      `Declared otherwise than in ${cell(ref)}:`,
      '',
      ...table(
        ['what', 'then', 'now'],
        changes.map(({ key, before, after }) => [key, before, after]),
      ),
    ]),
    '',
  ].join('\n');
}

function resultOf({ dimensions }: Verdict): string {
  if (dimensions.some(({ state }) => state === 'drifted')) return '✗ drift';
  return dimensions.some(({ state }) => state === 'unknown') ? '? unknown' : '✓ in sync';
}

function table(head: readonly string[], rows: readonly (readonly (string | null)[])[]): readonly string[] {
  const line = (cells: readonly (string | null)[]) =>
    `| ${cells.map((one) => cell(one ?? '–')).join(' | ')} |`;
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line), ''];
}

/** Text of files and variables, which must not become markup. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>()#|~!&@]/g, (character) => `\\${character}`);
}
