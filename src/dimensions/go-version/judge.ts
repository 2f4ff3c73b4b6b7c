import type { FactChange } from '../../domain/diff.ts';
import type { Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { runningVersion } from '../../domain/go-version-output.ts';
import { VERSION_WEIGHTS } from '../../domain/score.ts';
import { versionDifference } from '../../domain/version-difference.ts';
import { versionSeverity } from '../../domain/version-severity.ts';
import { toolchainFix } from './toolchain-fix.ts';

/** A difference from the baseline. What runs decides; the SDK in PATH is told apart only where another one runs. */
export function judgeGoVersion({ key, before, after }: FactChange, facts: Facts): Finding | null {
  const { local, running } = facts.portable;
  if (before === null || after === null || (key === 'local' && local === running)) return null;
  const [was, is] = [runningVersion(before), runningVersion(after)];
  const change = was === null || is === null ? 'none' : versionDifference(was, is).change;
  // The same version with other experiments or from another vendor builds something else.
  const variant = change === 'none';
  const mild = key === 'local';
  return {
    dimension: 'go_version',
    key,
    kind: 'changed',
    change,
    severity: mild ? 'info' : variant ? 'warning' : versionSeverity(change),
    weight: mild ? VERSION_WEIGHTS.patch : variant ? VERSION_WEIGHTS.prerelease : VERSION_WEIGHTS[change],
    expected: before,
    actual: after,
    source: 'baseline',
    origin: facts.origins[key] ?? null,
    fix:
      was === null
        ? null
        : `${toolchainFix(was, facts.local.mode ?? '')}, or approve it: godrift baseline write`,
    location: null,
  };
}
