import { relative } from 'node:path';
import type { ReportedFinding } from '../domain/finding.ts';
import type { Verdict } from '../domain/state.ts';

/** Workflow commands of GitHub Actions: an annotation for each finding that stands, on its file and line. */
export function renderGithub(states: readonly Verdict[], cwd: string): string {
  return states
    .flatMap(({ project, dimensions }) => dimensions.map((dimension) => ({ project, dimension })))
    .flatMap(({ project, dimension }) => [
      ...dimension.findings
        .filter((finding) => finding.accepted === null)
        .map((finding) => annotation(finding, project.name, cwd)),
      ...(dimension.state === 'unknown'
        ? [
            `::warning title=${property(`godrift: ${dimension.id} unknown`)}::${message(`${project.name}: ${dimension.message ?? dimension.reason}`)}\n`,
          ]
        : []),
    ])
    .join('');
}

function annotation(finding: ReportedFinding, project: string, cwd: string): string {
  const level = finding.severity === 'info' ? 'notice' : finding.severity === 'warning' ? 'warning' : 'error';
  const place =
    finding.location === null
      ? ''
      : `file=${property(relative(cwd, finding.location.file))},line=${finding.location.line},`;
  const text = `${project}: ${finding.key} is ${finding.actual ?? 'missing'}, expected ${finding.expected ?? 'nothing'}${finding.fix === null ? '' : `. Fix: ${finding.fix}`}`;
  return `::${level} ${place}title=${property(`godrift ${finding.dimension}`)}::${message(text)}\n`;
}

// The escapes of the runner's own command parser (actions/toolkit, command.ts).
function message(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return message(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
