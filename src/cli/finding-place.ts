import { readFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import type { Location, ReportedFinding } from '../domain/finding.ts';
import { formatLine } from '../domain/snapshot-line.ts';
import type { Verdict } from '../domain/state.ts';

/**
 * The file and line to show a finding at: its own; for a module, its line in go.mod; for a difference from the baseline,
 * the baseline's line; else the project's go.mod.
 */
export function findingPlace(finding: ReportedFinding, { project, baseline }: Verdict): Location {
  const { location, dimension, key } = finding;
  if (location !== null) return location;
  const { goModFile, goWorkFile, dir } = project;
  const inGoMod =
    dimension === 'modules' ? lineWhere(goModFile, (line) => line.split(/\s+/).includes(key)) : null;
  if (inGoMod !== null) return inGoMod;
  const entry = formatLine(`${dimension}.${key}`, '');
  const approved =
    baseline.kind === 'file' ? lineWhere(baseline.from, (line) => line.startsWith(entry)) : null;
  return approved ?? { file: goModFile ?? goWorkFile ?? join(dir, 'go.mod'), line: 1 };
}

function lineWhere(file: string | null, matches: (line: string) => boolean): Location | null {
  const text = file === null ? null : readText(file);
  const at = text?.split('\n').findIndex(matches) ?? -1;
  return file === null || at < 0 ? null : { file, line: at + 1 };
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** A path as CI shows it: from the workspace that it checked out, else from the working directory. */
export function ciPath(
  file: string,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): string {
  const { GITHUB_WORKSPACE: workspace } = env;
  const way = workspace === undefined || !isAbsolute(workspace) ? '' : relative(workspace, file);
  return way === '' || way.startsWith('..') ? relative(cwd, file) : way;
}
