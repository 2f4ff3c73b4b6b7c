import { basename, relative } from 'node:path';
import type { ReportedFinding, Severity } from '../domain/finding.ts';
import type { Upstream } from '../domain/release-lag.ts';
import type { DimensionVerdict, Verdict } from '../domain/state.ts';
import { en, type Messages } from './messages/en.ts';
import type { Colors, Terminal } from './terminal.ts';

type Look = Pick<Terminal, 'colors'>;
type Words = Messages['check'];

/** A project's state for people: one line a dimension, and each finding with what to do about it. */
export function renderState(state: Verdict, { colors }: Look, { check: words }: Messages = en): string {
  const { project, baseline, dimensions, upstream } = state;
  const standing = dimensions.flatMap(({ findings }) =>
    findings.filter((finding) => finding.accepted === null),
  );
  const unknown = dimensions.filter((dimension) => dimension.state === 'unknown');
  const head = `${colors.bold(project.name)} ${colors.dim(project.dir)} ${colors.dim(words.baseline + baselineText(state, words))}`;
  const body = dimensions.flatMap((dimension) => [
    dimensionLine(dimension, colors, words),
    ...dimension.findings.flatMap((finding) => findingLines(finding, project.dir, colors, words)),
  ]);
  const hint = baseline.kind === 'none' ? [colors.dim(words.approve)] : [];
  const lag = upstream === undefined ? [] : [upstreamLine(upstream, colors, words)];
  return [head, ...body, verdict(standing, unknown, colors, words), ...lag, ...hint, ''].join('\n');
}

/** Never drift: nobody has declared to run the newest. */
function upstreamLine(upstream: Upstream, colors: Colors, { comma, upstream: words }: Words): string {
  if (upstream.state === 'unknown') return colors.dim(words.unknown(upstream.message));
  const { running, newest, newestPatch, patch, minor, supported } = upstream;
  if (patch === 0 && minor === 0) return colors.dim(words.newest(running));
  const parts = [
    ...(patch === 0 ? [] : [words.patches(patch, newestPatch)]),
    ...(minor === 0 ? [] : [words.minors(minor, newest)]),
    ...(supported ? [] : [words.unsupported]),
  ];
  return (supported ? colors.dim : colors.yellow)(parts.join(comma));
}

function baselineText({ baseline, project }: Verdict, words: Words): string {
  if (baseline.kind === 'file') return relative(project.dir, baseline.from ?? '') || words.baselineFile;
  return baseline.kind === 'deployment' ? words.deployment(baseline.from) : words.noBaseline;
}

function dimensionLine(dimension: DimensionVerdict, colors: Colors, words: Words): string {
  const name = dimension.id.padEnd(11);
  if (dimension.state === 'unknown') {
    const fix =
      dimension.fix === null ? [] : [`      ${colors.dim(words.fix)}${words.advice(dimension.fix)}`];
    return [
      `  ${colors.yellow('?')} ${name} ${colors.yellow(words.unknown(dimension.reason))} ${words.advice(dimension.message ?? '')}`,
      ...fix,
    ].join('\n');
  }
  const size = colors.dim(words.entries(dimension.entries));
  if (dimension.state === 'in_sync') return `  ${colors.green('✓')} ${name} ${words.inSync}  ${size}`;
  const changed =
    dimension.changed === 0
      ? []
      : [words.changed(dimension.changed, (dimension.changeRatio * 100).toFixed(1))];
  const figures = [words.score(dimension.score.toFixed(2)), ...changed].join(words.comma);
  const paint = isMild(dimension) ? colors.cyan : colors.red;
  return `  ${paint(isMild(dimension) ? '•' : '✗')} ${name} ${paint(words.drifted)}  ${size}${colors.dim(`${words.comma}${figures}`)}`;
}

function isMild({ findings }: DimensionVerdict): boolean {
  return findings.every((finding) => finding.severity === 'info' || finding.accepted !== null);
}

function findingLines(finding: ReportedFinding, dir: string, colors: Colors, words: Words): string[] {
  const { accepted, severity, key, change, fix } = finding;
  const label = [words.severity[severity], words.change[change]]
    .filter((word) => word !== '')
    .join(words.comma);
  if (accepted !== null) {
    const why = words.accepted(accepted.owner, accepted.until.slice(0, 10), accepted.reason);
    return [`      ${colors.dim(`${key}  ${difference(finding, dir, words)} [${label}; ${why}]`)}`];
  }
  const paint = severityColor(severity, colors);
  return [
    `      ${paint(`${key}  ${difference(finding, dir, words)}`)} ${colors.dim(`[${label}]`)}`,
    ...(fix === null ? [] : [`        ${colors.dim(words.fix)}${words.advice(fix)}`]),
  ];
}

/** What was expected by whom, and what is there from where. */
function difference(
  { expected, actual, source, origin, location, kind }: ReportedFinding,
  dir: string,
  words: Words,
): string {
  // mise has more than one name for its file.
  const own =
    location !== null &&
    (basename(location.file) === source || (source === 'mise.toml' && location.file.endsWith('.toml')));
  const where = own ? `${relative(dir, location.file)}:${location.line}` : source;
  const by = where === 'baseline' ? words.theBaseline : where;
  const wanted = expected === null ? '' : words.expected(words.advice(expected), by);
  const found =
    actual === null
      ? kind === 'added'
        ? ''
        : words.isNotThere
      : words.is(words.advice(actual), origin === null ? null : words.origin(origin));
  if (kind === 'added' && expected === null)
    return words.addedTo(found, source === null || source === 'baseline' ? words.theBaseline : source);
  return [found, wanted].filter((part) => part !== '').join(words.comma);
}

function verdict(
  standing: readonly ReportedFinding[],
  unknown: readonly DimensionVerdict[],
  colors: Colors,
  words: Words,
): string {
  if (standing.length === 0 && unknown.length === 0) return colors.green(words.inSync);
  const unknowns = unknown.length === 0 ? [] : [words.unknowns(unknown.length)];
  if (standing.length === 0) return colors.yellow(words.couldNotTell(unknowns.join('')));
  const bad = standing.some((finding) => finding.severity !== 'info');
  const parts = [words.findings(standing.length), ...unknowns].join(words.comma);
  return (bad ? colors.red : colors.cyan)(words.drift(parts));
}

function severityColor(severity: Severity, colors: Colors): (text: string) => string {
  return severity === 'info' ? colors.cyan : colors.red;
}
