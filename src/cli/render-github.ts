import type { InputProblem } from '../domain/errors.ts';
import type { ReportedFinding } from '../domain/finding.ts';
import type { Verdict } from '../domain/state.ts';
import { ciPath, findingPlace } from './finding-place.ts';
import { findingText } from './finding-text.ts';
import type { Session } from './session.ts';

type Place = Pick<Session, 'cwd' | 'env'>;

/** Workflow commands of GitHub Actions: an annotation for each finding that stands, on its file and line. */
export function renderGithub(
  states: readonly Verdict[],
  problems: readonly InputProblem[],
  place: Place,
): string {
  const found = states.flatMap((state) =>
    state.dimensions.flatMap((dimension) => [
      ...dimension.findings
        .filter((finding) => finding.accepted === null)
        .map((finding) => annotation(finding, state, place)),
      ...(dimension.state === 'unknown'
        ? [
            command(
              'warning',
              `title=${property(`godrift: ${dimension.id} unknown`)}`,
              `${state.project.name}: ${dimension.message ?? dimension.reason}`,
            ),
          ]
        : []),
    ]),
  );
  const bad = problems.map(({ message: text, location }) => {
    const line = location?.line == null ? '' : `,line=${location.line}`;
    const file = location === null ? '' : `file=${property(ciPath(location.file, place))}${line},`;
    return command('error', `${file}title=godrift`, text);
  });
  return [...found, ...bad].join('');
}

function annotation(finding: ReportedFinding, state: Verdict, place: Place): string {
  const level = finding.severity === 'info' ? 'notice' : finding.severity === 'warning' ? 'warning' : 'error';
  const { file, line } = findingPlace(finding, state);
  const where = `file=${property(ciPath(file, place))},line=${line},title=${property(`godrift ${finding.dimension}`)}`;
  return command(level, where, `${state.project.name}: ${findingText(finding)}`);
}

function command(level: string, properties: string, text: string): string {
  return `::${level} ${properties}::${message(text)}\n`;
}

// The escapes of the runner's own command parser (actions/toolkit, command.ts).
function message(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return message(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
