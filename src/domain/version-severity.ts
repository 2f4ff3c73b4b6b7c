import type { Severity, VersionChange } from './finding.ts';

/** How bad a version difference is by itself: a patch is harmless, a minor one alerts. */
export function versionSeverity(change: VersionChange): Severity {
  return change === 'none' || change === 'patch' ? 'info' : 'warning';
}
