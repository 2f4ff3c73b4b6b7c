import type { VersionChange } from '../../domain/finding.ts';
import { toolVersionChange } from '../../domain/module-version.ts';
import { versionDifference } from '../../domain/version-difference.ts';

/** How far a tool is from a version, at the precision that is written; of an SDK's tool both are Go versions. */
export function toolDifference(name: string, declared: string, actual: string): VersionChange {
  if (actual.startsWith('go')) {
    return versionDifference(declared.replace(/^(?:go|v)/, ''), actual.slice('go'.length)).change;
  }
  return toolVersionChange(moduleVersionOf(name, declared), actual);
}

/** The module version of a declared one, without or with `v`: staticcheck's release 2025.1.1 is its v0.6.1. */
export function moduleVersionOf(name: string, declared: string): string {
  const release = name === 'staticcheck' ? /^(20[2-9]\d)\.1(\.\d+)?$/.exec(declared) : null;
  return release === null ? declared : `0.${Number(release[1]) - 2019}${release[2] ?? ''}`;
}
