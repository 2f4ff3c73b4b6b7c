import { severityRank } from '../domain/finding.ts';
import type { Verdict } from '../domain/state.ts';
import { alignColumns } from './align-columns.ts';
import type { Messages } from './messages/en.ts';
import type { Terminal } from './terminal.ts';
import { textWidth } from './text-width.ts';

/** Room for what stands beside a project's name. */
const OTHER_COLUMNS = 48;
const LEAST_NAME = 16;
const RESULT_COLUMN = 16;

/** A line for each project: what it came to, and its worst finding. */
export function renderTable(
  states: readonly Verdict[],
  { colors, columns }: Pick<Terminal, 'colors' | 'columns'>,
  { check: words }: Messages,
): string {
  const room = Math.max(LEAST_NAME, columns() - OTHER_COLUMNS);
  const longest = Math.min(room, Math.max(...states.map(({ project }) => textWidth(project.name))));
  const rows = states.map((state) => {
    const findings = state.dimensions.flatMap((dimension) =>
      dimension.findings.filter((finding) => finding.accepted === null),
    );
    const [worst] = findings.toSorted((a, b) => severityRank(b.severity) - severityRank(a.severity));
    const isUnknown = state.dimensions.some((dimension) => dimension.state === 'unknown');
    const result =
      worst !== undefined
        ? (worst.severity === 'info' ? colors.cyan : colors.red)(words.findings(findings.length))
        : isUnknown
          ? colors.yellow(words.unknownResult)
          : colors.green(words.inSync);
    const what =
      worst === undefined
        ? ''
        : shortened(
            `${worst.dimension}.${worst.key} [${words.severity[worst.severity]}]`,
            columns() - longest - RESULT_COLUMN,
          );
    return [shortened(state.project.name, room), result, what];
  });
  const head = [words.project, words.result, words.worst].map((title) => colors.dim(title));
  return [...alignColumns([head, ...rows]), '', `${words.inProjects(states.length)}`, ''].join('\n');
}

/** With its end, which tells projects apart better than the beginning. */
function shortened(text: string, room: number): string {
  if (textWidth(text) <= room) return text;
  const characters = [...text];
  while (textWidth(`…${characters.join('')}`) > room && characters.length > 1) characters.shift();
  return `…${characters.join('')}`;
}
