import { alignColumns } from './align-columns.ts';
import type { CacheStatus } from './cache-status.ts';
import { humanSize } from './human-size.ts';
import { oneLine } from './one-line.ts';
import type { Colors } from './terminal.ts';

const SHOWN = 10;

/** The caches as a person reads them. */
export function renderCacheStatus({ build, generations, modules }: CacheStatus, colors: Colors): string {
  const { path, origin, validity, symlink, root, program, contents, verified, state, refused, fix } = build;
  const paint = { ok: colors.green, corrupt: colors.red, unverified: colors.yellow };
  const rows: [string, string][] = [
    ['build cache', `${oneLine(path ?? '-')} (${oneLine(origin)})`],
    ['  validity', refused === null ? validity : colors.red(`${validity}: ${oneLine(refused)}`)],
  ];
  if (fix !== null) rows.push(['  fix', oneLine(fix)]);
  if (symlink && root !== null) rows.push(['  leads to', oneLine(root)]);
  if (program) rows.push(['  GOCACHEPROG', 'set: builds get their outputs from a program']);
  if (contents !== null) {
    rows.push([
      '  size',
      `${humanSize(contents.sizeBytes)}, ${contents.actions} entries, ${contents.outputs} outputs`,
    ]);
    if (contents.oldestUse !== null) rows.push(['  used', `${contents.oldestUse} to ${contents.newestUse}`]);
  }
  if (state !== null) {
    const when =
      verified === null ? 'never verified: godrift cache verify --build' : `verified ${verified.verifiedAt}`;
    rows.push(['  state', `${paint[state](state)}, ${when}`]);
  }
  for (const { goVersion, platform, archives, sizeBytes } of verified?.builders.slice(0, SHOWN) ?? [])
    rows.push([
      `  ${oneLine(goVersion)} ${oneLine(platform)}`,
      `${archives} archives, ${humanSize(sizeBytes)}`,
    ]);
  for (const { path: dir, createdAt, goVersion, inUse } of generations)
    rows.push([inUse ? 'generation *' : 'generation', `${oneLine(dir)}, ${createdAt}, ${goVersion ?? '?'}`]);
  rows.push(['module cache', `${oneLine(modules.path ?? '-')}, ${modules.modules} modules`]);
  for (const { project, verifiedAt, mismatches } of modules.projects)
    rows.push([`  ${oneLine(project)}`, `${mismatches} mismatches, verified ${verifiedAt}`]);
  return `${alignColumns(rows).join('\n')}\n`;
}
