import type { VersionDeclaration } from '../../domain/declared.ts';
import type { FactMap, Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { compareGoVersions } from '../../domain/go-version.ts';
import { runningVersion } from '../../domain/go-version-output.ts';
import { VERSION_WEIGHTS } from '../../domain/score.ts';
import { versionDifference } from '../../domain/version-difference.ts';
import { versionSeverity } from '../../domain/version-severity.ts';
import type { GoVersionExpectation } from './expectation.ts';
import { toolchainFix } from './toolchain-fix.ts';

/** At most one finding for what runs, one for the SDK in PATH, and one for each contradiction. */
export function compareGoVersionFacts(
  expected: GoVersionExpectation,
  facts: Facts,
  baseline: FactMap | null,
): readonly Finding[] {
  return [
    runningFinding(expected, facts, baseline),
    localFinding(expected, facts, baseline),
    ...expected.contradictions.map(contradictionFinding),
  ].filter((finding) => finding !== null);
}

function runningFinding(
  expected: GoVersionExpectation,
  facts: Facts,
  baseline: FactMap | null,
): Finding | null {
  const { running } = facts.portable;
  if (running === undefined) return refusedFinding(expected, facts);
  const actual = runningVersion(running);
  if (actual === null) return incomparableFinding(expected, facts, running);
  const { exact, floor } = expected;
  if (floor !== null && compareGoVersions(actual, floor.version) < 0) {
    return {
      ...mismatch(floor, actual, running, facts),
      kind: 'behind',
      severity: 'error',
      fix: toolchainFix(floor.version, facts.local.mode ?? ''),
    };
  }
  if (exact !== null)
    return versionDifference(exact.version, actual).change === 'none'
      ? null
      : mismatch(exact, actual, running, facts);
  // A baseline says more exactly than a go line which Go was approved.
  if (floor === null || baseline?.running !== undefined) return null;
  const { change, order } = versionDifference(floor.version, actual);
  const newer = order > 0 && (change === 'minor' || change === 'major');
  return newer
    ? { ...mismatch(floor, actual, running, facts), fix: newerThanGoLineFix(floor, actual) }
    : null;
}

/** The SDK in PATH, where selection lets another one run: it matters to gofmt and to images with GOTOOLCHAIN=local. */
function localFinding(
  { exact }: GoVersionExpectation,
  facts: Facts,
  baseline: FactMap | null,
): Finding | null {
  const { local, running } = facts.portable;
  if (
    local === undefined ||
    running === undefined ||
    local === running ||
    exact === null ||
    baseline?.local !== undefined
  )
    return null;
  const actual = runningVersion(local);
  if (actual === null || versionDifference(exact.version, actual).change === 'none') return null;
  return {
    ...mismatch(exact, actual, local, facts),
    key: 'local',
    severity: 'info',
    weight: VERSION_WEIGHTS.patch,
    origin: facts.origins.local ?? null,
  };
}

function mismatch(declaration: VersionDeclaration, version: string, actual: string, facts: Facts): Finding {
  const { change } = versionDifference(declaration.version, version);
  return {
    dimension: 'go_version',
    key: 'running',
    kind: 'mismatch',
    change,
    severity: versionSeverity(change),
    weight: VERSION_WEIGHTS[change],
    expected: declaration.version,
    actual,
    source: declaration.source,
    origin: facts.origins.running ?? null,
    fix: toolchainFix(declaration.version, facts.local.mode ?? ''),
    location: declaration.location,
  };
}

function refusedFinding({ exact, floor }: GoVersionExpectation, facts: Facts): Finding {
  const declaration = exact ?? floor;
  return {
    dimension: 'go_version',
    key: 'running',
    kind: 'missing',
    change: 'none',
    severity: 'error',
    weight: 1,
    expected: facts.local.selected ?? declaration?.version ?? null,
    actual: facts.local.refused ?? null,
    source: declaration?.source ?? null,
    origin: facts.origins.mode ?? null,
    fix: `GOTOOLCHAIN=${facts.local.mode ?? ''} cannot be met: unset GOTOOLCHAIN, or install ${facts.local.selected ?? 'that toolchain'}`,
    location: declaration?.location ?? null,
  };
}

function incomparableFinding(
  { exact, floor }: GoVersionExpectation,
  facts: Facts,
  running: string,
): Finding | null {
  const declaration = exact ?? floor;
  if (declaration === null) return null;
  return {
    ...mismatch(declaration, declaration.version, running, facts),
    severity: 'warning',
    weight: VERSION_WEIGHTS.prerelease,
    fix: 'this is no released version of Go: it cannot be compared with what is declared',
  };
}

function contradictionFinding({ exact, other }: GoVersionExpectation['contradictions'][number]): Finding {
  const { change } = versionDifference(exact.version, other.version);
  return {
    dimension: 'go_version',
    key: `declared.${other.source}${other.kind === 'exact' ? '' : `.${other.kind}`}`,
    kind: 'mismatch',
    change,
    severity: versionSeverity(change),
    weight: VERSION_WEIGHTS[change],
    expected: exact.version,
    actual: other.version,
    source: exact.source,
    origin: other.source,
    fix: `make ${exact.source} (${exact.version}) and ${other.source} (${other.kind === 'exact' ? '' : `${other.kind} `}${other.version}) agree`,
    location: other.location,
  };
}

function newerThanGoLineFix(floor: VersionDeclaration, actual: string): string {
  const [major, minor] = actual.split('.');
  return `run ${floor.version} (${toolchainFix(floor.version, '')}), or approve ${actual}: go mod edit -go=${major}.${minor} or godrift baseline write`;
}
