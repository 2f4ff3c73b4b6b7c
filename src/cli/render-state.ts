import { basename, relative } from 'node:path';
import type { ReportedFinding, Severity } from '../domain/finding.ts';
import type { DimensionVerdict, Verdict } from '../domain/state.ts';
import type { Colors, Terminal } from './terminal.ts';

type Look = Pick<Terminal, 'colors'>;

/** A project's state for people: one line a dimension, and each finding with what to do about it. */
export function renderState(state: Verdict, { colors }: Look): string {
  const { project, baseline, dimensions } = state;
  const standing = dimensions.flatMap(({ findings }) =>
    findings.filter((finding) => finding.accepted === null),
  );
  const unknown = dimensions.filter((dimension) => dimension.state === 'unknown');
  const head = `${colors.bold(project.name)} ${colors.dim(project.dir)} ${colors.dim(`baseline: ${baselineText(state)}`)}`;
  const body = dimensions.flatMap((dimension) => [
    dimensionLine(dimension, colors),
    ...dimension.findings.flatMap((finding) => findingLines(finding, project.dir, colors)),
  ]);
  const hint =
    baseline.kind === 'none'
      ? [colors.dim('no baseline: approve this state with  godrift baseline write')]
      : [];
  return [head, ...body, verdict(standing, unknown, colors), ...hint, ''].join('\n');
}

function baselineText({ baseline, project }: Verdict): string {
  if (baseline.kind === 'file') return relative(project.dir, baseline.from ?? '') || 'file';
  return baseline.kind === 'deployment' ? `deployment ${baseline.from}` : 'none';
}

function dimensionLine(dimension: DimensionVerdict, colors: Colors): string {
  const name = dimension.id.padEnd(11);
  if (dimension.state === 'unknown') {
    const fix = dimension.fix === null ? [] : [`      ${colors.dim('fix:')} ${dimension.fix}`];
    return [
      `  ${colors.yellow('?')} ${name} ${colors.yellow(`unknown (${dimension.reason})`)} ${dimension.message}`,
      ...fix,
    ].join('\n');
  }
  const size = colors.dim(`${dimension.entries} entries`);
  if (dimension.state === 'in_sync') return `  ${colors.green('✓')} ${name} in sync  ${size}`;
  const changed =
    dimension.changed === 0
      ? ''
      : `, ${dimension.changed} changed (${(dimension.changeRatio * 100).toFixed(1)} %)`;
  const figures = `score ${dimension.score.toFixed(2)}${changed}`;
  const paint = isMild(dimension) ? colors.cyan : colors.red;
  return `  ${paint(isMild(dimension) ? '•' : '✗')} ${name} ${paint('drifted')}  ${size}${colors.dim(`, ${figures}`)}`;
}

function isMild({ findings }: DimensionVerdict): boolean {
  return findings.every((finding) => finding.severity === 'info' || finding.accepted !== null);
}

function findingLines(finding: ReportedFinding, dir: string, colors: Colors): string[] {
  const { accepted, severity, key, change, fix } = finding;
  const label = change === 'none' ? severity : `${severity}, ${change}`;
  if (accepted !== null) {
    const why = `accepted by ${accepted.owner} until ${accepted.until.slice(0, 10)}: ${accepted.reason}`;
    return [`      ${colors.dim(`${key}  ${difference(finding, dir)} [${label}; ${why}]`)}`];
  }
  const paint = severityColor(severity, colors);
  return [
    `      ${paint(`${key}  ${difference(finding, dir)}`)} ${colors.dim(`[${label}]`)}`,
    ...(fix === null ? [] : [`        ${colors.dim('fix:')} ${fix}`]),
  ];
}

/** What was expected by whom, and what is there from where. */
function difference(
  { expected, actual, source, origin, location, kind }: ReportedFinding,
  dir: string,
): string {
  const own = location !== null && basename(location.file) === source;
  const where = own ? `${relative(dir, location.file)}:${location.line}` : source;
  const from = origin === null ? '' : ` (${origin})`;
  const wanted = expected === null ? '' : `expected ${expected}${where === null ? '' : ` by ${where}`}`;
  const found = actual === null ? (kind === 'added' ? '' : 'is not there') : `is ${actual}${from}`;
  if (kind === 'added' && expected === null) return `${found}, not in the ${source ?? 'baseline'}`;
  return [found, wanted].filter((part) => part !== '').join(', ');
}

function verdict(
  standing: readonly ReportedFinding[],
  unknown: readonly DimensionVerdict[],
  colors: Colors,
): string {
  const parts = [
    ...(standing.length === 0
      ? []
      : [`${standing.length} ${standing.length === 1 ? 'finding' : 'findings'}`]),
    ...(unknown.length === 0 ? [] : [`${unknown.length} unknown`]),
  ];
  if (parts.length === 0) return colors.green('in sync');
  const bad = standing.some((finding) => finding.severity !== 'info');
  return (bad ? colors.red : standing.length > 0 ? colors.cyan : colors.yellow)(
    `drift: ${parts.join(', ')}`.replace(/^drift: (?=\d+ unknown$)/, 'could not tell: '),
  );
}

function severityColor(severity: Severity, colors: Colors): (text: string) => string {
  return severity === 'info' ? colors.cyan : colors.red;
}
