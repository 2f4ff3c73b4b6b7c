import type { Severity, VersionChange } from '../../domain/finding.ts';

/** How bad another version of a tool is: prereleases of linters are nothing to stop a build for. */
export function toolSeverity(change: VersionChange): Severity {
  return change === 'minor' || change === 'major' ? 'warning' : 'info';
}
