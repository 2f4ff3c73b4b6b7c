import type { FactMap, Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { runningVersion } from '../../domain/go-version-output.ts';
import { VERSION_WEIGHTS } from '../../domain/score.ts';
import { versionDifference } from '../../domain/version-difference.ts';

/**
 * The SDK in PATH where it is not the approved one, though the same Go runs: it matters to gofmt, and to images that set
 * GOTOOLCHAIN=local. Where the Go that runs is another one too, the finding for that one decides.
 */
export function localSdkFinding({ portable, origins }: Facts, baseline: FactMap | null): Finding | null {
  const { local: before, running: ranBefore } = baseline ?? {};
  const { local: after, running } = portable;
  if (before === undefined || after === undefined || before === after || ranBefore !== running) return null;
  const [was, is] = [runningVersion(before), runningVersion(after)];
  return {
    dimension: 'go_version',
    key: 'local',
    kind: 'changed',
    change: was === null || is === null ? 'none' : versionDifference(was, is).change,
    severity: 'info',
    weight: VERSION_WEIGHTS.patch,
    expected: before,
    actual: after,
    source: 'baseline',
    origin: origins.local ?? null,
    fix: `put the bin directory of ${before} first in PATH, or approve it: godrift baseline write`,
    location: null,
  };
}
