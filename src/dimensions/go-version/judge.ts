import type { FactChange } from '../../domain/diff.ts';
import type { Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { firstRelease } from '../../domain/first-release.ts';
import { runningVersion } from '../../domain/go-version-output.ts';
import { VERSION_WEIGHTS } from '../../domain/score.ts';
import { versionDifference } from '../../domain/version-difference.ts';
import { versionSeverity } from '../../domain/version-severity.ts';
import { selectToolchain } from './select-toolchain.ts';

/** A difference from the baseline in the Go that runs. The SDK in PATH is compared where both are known. */
export function judgeGoVersion({ key, before, after }: FactChange, facts: Facts): Finding | null {
  if (before === null || after === null || key === 'local') return null;
  const [was, is] = [runningVersion(before), runningVersion(after)];
  const change = was === null || is === null ? 'none' : versionDifference(was, is).change;
  // The same version with other experiments or from another vendor builds something else.
  const variant = change === 'none';
  const release = was === null ? null : firstRelease({ version: was }, null);
  return {
    dimension: 'go_version',
    key,
    kind: 'changed',
    change,
    severity: variant ? 'warning' : versionSeverity(change),
    weight: variant ? VERSION_WEIGHTS.prerelease : VERSION_WEIGHTS[change],
    expected: before,
    actual: after,
    source: 'baseline',
    origin: facts.origins[key] ?? null,
    fix:
      release === null
        ? null
        : `${selectToolchain(`go${release}`, facts)}  # or approve it: godrift baseline write`,
    location: null,
  };
}
