import type { BuildCacheReport, CacheFinding } from '../integrity/build-cache/build-cache-report.ts';
import { humanSize } from './human-size.ts';
import { oneLine } from './one-line.ts';
import type { Colors } from './terminal.ts';
import type { BuildVerification } from './verify-build.ts';

const MAX_SHOWN = 20;

/** A build cache's verification as a person reads it: what is wrong first, the counts last. */
export function renderBuild(verification: BuildVerification | null, colors: Colors): string {
  if (verification === null) return '';
  const { path, root, reason, fix, report, poisoned } = verification;
  const name = oneLine(root ?? path ?? 'GOCACHE');
  if (reason !== null)
    return `build cache: ${colors.yellow('unknown')}: ${oneLine(reason)}\n${fix === null ? '' : `  ${colors.dim('fix:')} ${oneLine(fix)}\n`}`;
  if (report === null) return `build cache ${name}: not there yet, the first build makes it\n`;
  return [
    ...limited(report.findings, (finding) => renderFinding(finding, colors)),
    ...limited(poisoned, ({ path: binary, package: held, by }) => {
      const why = by === 'build_id' ? 'it was linked from it' : `it holds package ${oneLine(held ?? '')}`;
      return `${colors.red('rebuild')} ${oneLine(binary)}: ${why}\n`;
    }),
    ...limited(
      report.problems,
      ({ name: file, kind, errno }) => `${colors.yellow('unverified')} ${oneLine(file)}: ${kind} ${errno}\n`,
    ),
    ...limited(
      report.leftOver,
      (file) =>
        `${colors.yellow('unverified')} ${oneLine(file)}: left over from a build that was killed, Go does not use it\n`,
    ),
    ...limited(report.foreign, (file) => `${colors.dim('foreign')} ${oneLine(file)}: none of Go's files\n`),
    `build cache ${name}: ${counts(report, colors)}\n`,
  ].join('');
}

function limited<T>(all: readonly T[], render: (one: T) => string): readonly string[] {
  const more = all.length - MAX_SHOWN;
  return [
    ...all.slice(0, MAX_SHOWN).map(render),
    ...(more > 0 ? [`and ${more} more: --json lists them\n`] : []),
  ];
}

function renderFinding(finding: CacheFinding, colors: Colors): string {
  const { kind, path, expected, actual, effect, fix, goVersion, platform, buildId } = finding;
  const what = [
    finding.package === null ? null : `package ${oneLine(finding.package)}`,
    goVersion === null ? null : `${goVersion} ${platform}`,
    buildId === null ? null : `build ID ${buildId}`,
  ].filter((part) => part !== null);
  return [
    `${colors.red('corrupt')} ${oneLine(path)} (${kind}): ${effect}\n`,
    ...(what.length === 0 ? [] : [`  ${oneLine(what.join(', '))}\n`]),
    ...(expected === null ? [] : [`  expected ${expected}\n`]),
    ...(actual === null ? [] : [`  actual   ${actual}\n`]),
    `  ${colors.dim('fix:')} ${fix}\n`,
  ].join('');
}

function counts({ entries, sizeBytes, missingOutputs, remade }: BuildCacheReport, colors: Colors): string {
  const { ok, corrupt, unverified } = entries;
  const paint = corrupt > 0 ? colors.red : unverified > 0 ? colors.yellow : colors.green;
  const states = [`${ok} ok`, ...(corrupt > 0 ? [`${corrupt} corrupt`] : [])];
  if (unverified > 0) states.push(`${unverified} unverified`);
  const notes = [humanSize(sizeBytes)];
  if (missingOutputs > 0) notes.push(`${missingOutputs} outputs trimmed`);
  if (remade > 0) notes.push(`${remade} made anew`);
  return `${paint(states.join(', '))} (${notes.join(', ')})`;
}
