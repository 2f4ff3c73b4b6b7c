import type { ProjectVerification } from '../engine/verify-project.ts';
import type { FileDifference, VerifyFinding } from '../integrity/verify-result.ts';
import { oneLine } from './one-line.ts';
import type { Colors } from './terminal.ts';

const MAX_FILES = 10;
const MAX_OF_A_KIND = 20;

/** A verification as a person reads it: what is wrong first, one line of counts a project last. */
export function renderVerification(projects: readonly ProjectVerification[], colors: Colors): string {
  return projects.map((project) => renderProject(project, colors)).join('');
}

function renderProject(verification: ProjectVerification, colors: Colors): string {
  const { project, reason, fix, summary, modules, findings } = verification;
  if (reason !== null)
    return `${project}: ${colors.yellow('unknown')}: ${oneLine(reason)}\n${fixLine(fix, colors)}`;
  const byState = (state: VerifyFinding['state']) => findings.filter((finding) => finding.state === state);
  const shown = (['mismatch', 'unverified', 'missing'] as const).flatMap((state) => {
    const found = byState(state);
    const more = found.length - MAX_OF_A_KIND;
    return [
      ...found.slice(0, MAX_OF_A_KIND).map((finding) => renderFinding(finding, colors)),
      ...(more > 0 ? [`and ${more} more ${state}: --json lists them\n`] : []),
    ];
  });
  const replacements = modules
    .filter(({ fingerprint }) => fingerprint !== null)
    .map(
      ({ path, used, fingerprint }) =>
        `${colors.dim('replaced')} ${path} => ${oneLine(used)} ${fingerprint}\n`,
    );
  const counts = Object.entries(summary)
    .filter(([state, count]) => state === 'ok' || count > 0)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
  const verdict =
    findings.length === 0
      ? colors.green(counts)
      : summary.mismatch > 0
        ? colors.red(counts)
        : colors.yellow(counts);
  return [...shown, ...replacements, `${project}: ${modules.length} modules: ${verdict}\n`].join('');
}

function renderFinding(finding: VerifyFinding, colors: Colors): string {
  const { state, module, version, part, file, line, expected, actual, source, files, message, fix } = finding;
  const paint = state === 'mismatch' ? colors.red : colors.yellow;
  const place = `${oneLine(file)}${line === null ? '' : `:${line}`}`;
  return [
    `${paint(state)} ${module} ${version} (${part}): ${oneLine(message)}\n`,
    `  ${place}\n`,
    ...(expected === null
      ? []
      : [`  expected ${expected}${source === null ? '' : ` (${oneLine(source)})`}\n`]),
    ...(actual === null ? [] : [`  actual   ${actual}\n`]),
    ...files.slice(0, MAX_FILES).map((difference) => fileLine(difference)),
    ...(files.length > MAX_FILES ? [`  and ${files.length - MAX_FILES} files more\n`] : []),
    fixLine(fix, colors),
  ].join('');
}

function fileLine({ name, change, expected, actual }: FileDifference): string {
  const hashes = [expected, actual].map((hash) => hash?.slice(0, 12) ?? '-').join(' → ');
  return `  ${change} ${oneLine(name)} ${hashes}\n`;
}

function fixLine(fix: string | null, colors: Colors): string {
  return fix === null ? '' : `  ${colors.dim('fix:')} ${fix}\n`;
}
