import { dirname, join, resolve } from 'node:path';
import type { Declared } from '../../domain/declared.ts';
import { goMessage } from '../../domain/go-message.ts';
import { compareGoVersions } from '../../domain/go-version.ts';
import type { Project } from '../../domain/project.ts';
import type { Host } from '../../host/host.ts';

/** Whatever else Go says, it says without the flag too. */
const ABOUT_VENDORING =
  /inconsistent vendoring|-mod=vendor|^-mod may only be set|cannot find package .*\/vendor\//;

/**
 * Where GOFLAGS has `-mod=vendor` and there is no vendor/modules.txt, or this Go knows no vendored workspaces: Go's own words
 * under `refused.GOFLAGS`, or `vendor.missing` where Go goes on. A damaged vendor directory is what `modules` tells.
 */
export async function observeVendorFlag(
  host: Host,
  project: Project,
  declared: Declared,
  { GOVERSION = '' }: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  if (modFlag(host.go.configured('GOFLAGS')?.value ?? '') !== 'vendor') return {};
  const file = project.goWorkFile ?? project.goModFile;
  if (file === null) return {};
  const vendored = host.stat(join(dirname(file), 'vendor', 'modules.txt')) !== null;
  // Vendored workspaces came with Go 1.22.
  const usable = project.goWorkFile === null || compareGoVersions(GOVERSION.replace(/^go/, ''), '1.22') >= 0;
  if (vendored && usable) return {};
  // Members' requirements count as well.
  for (const { dir } of declared.goWork?.use ?? []) host.stat(join(resolve(dirname(file), dir), 'go.mod'));
  const line = (project.goWorkFile === null ? declared.goMod : declared.goWork)?.go?.version ?? '1.0';
  // Before go 1.14 no go.mod is compared with modules.txt: Go refuses where a package is imported.
  const isCompared = compareGoVersions(line, '1.14') >= 0;
  if (!isCompared) host.volatile('the packages that are imported decide');
  const asked = await host.go.run(['list', '-mod=vendor', ...(isCompared ? ['-m'] : ['-deps', './...'])]);
  if (asked.exitCode === 0) return { 'vendor.missing': 'vendor/modules.txt' };
  const message = goMessage(asked.stderr);
  return ABOUT_VENDORING.test(message) ? { 'refused.GOFLAGS': message } : {};
}

/** The value of the last `-mod` in GOFLAGS. */
export function modFlag(goflags: string): string | null {
  return [...goflags.matchAll(/(?:^|\s)['"]?--?mod=(\w+)/g)].at(-1)?.[1] ?? null;
}
