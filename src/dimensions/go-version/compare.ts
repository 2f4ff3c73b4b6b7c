import type { VersionDeclaration } from '../../domain/declared.ts';
import { declaredDifference } from '../../domain/declared-difference.ts';
import type { FactMap, Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { firstRelease } from '../../domain/first-release.ts';
import { compareGoVersions, isOnlyLanguage } from '../../domain/go-version.ts';
import { runningVersion } from '../../domain/go-version-output.ts';
import { VERSION_WEIGHTS } from '../../domain/score.ts';
import { unsetSetting } from '../../domain/unset-setting.ts';
import { versionSeverity } from '../../domain/version-severity.ts';
import { contradictionFinding } from './contradiction-finding.ts';
import type { GoVersionExpectation } from './expectation.ts';
import { localSdkFinding } from './local-sdk-finding.ts';
import { selectToolchain } from './select-toolchain.ts';
import { presentToolchain, toolchainFix } from './toolchain-fix.ts';

/** At most one finding for what runs or the SDK in PATH, and one for each contradiction and each variable that Go refuses. */
export function compareGoVersionFacts(
  expected: GoVersionExpectation,
  facts: Facts,
  baseline: FactMap | null,
): readonly Finding[] {
  return [
    runningFinding(expected, facts, baseline),
    localSdkFinding(facts, baseline),
    ...noStartFindings(facts),
    ...expected.contradictions.map(({ exact, other }) => contradictionFinding(exact, other, expected.dir)),
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
  const { exact, floor, oldest, minimum } = expected;
  const found: Found = { version: actual, actual: running, facts, expected };
  if (floor !== null && isBelow(actual, floor)) return belowFloor(floor, found);
  if (oldest !== null && isBelow(actual, oldest)) return belowFloor(oldest, found);
  if (exact !== null && declaredDifference(exact, actual).change !== 'none') return mismatch(exact, found);
  const toolchain = minimum?.toolchain ?? null;
  if (toolchain !== null && isBelow(actual, toolchain)) return behind(toolchain, 'warning', found);
  // A baseline says more exactly than a go line which Go was approved.
  if (exact !== null || minimum !== null || floor === null || baseline?.running !== undefined) return null;
  const { change, order } = declaredDifference(floor, actual);
  const isNewer = order > 0 && (change === 'minor' || change === 'major');
  return isNewer ? { ...mismatch(floor, found), fix: newerThanGoLineFix(floor, found) } : null;
}

/** The Go that runs, and what it is compared with. */
interface Found {
  readonly version: string;
  /** As it calls itself. */
  readonly actual: string;
  readonly facts: Facts;
  readonly expected: GoVersionExpectation;
}

function isBelow(version: string, minimum: VersionDeclaration): boolean {
  return compareGoVersions(version, minimum.version) < 0;
}

/** The advice meets the exact declaration too, where one version can meet both. */
function belowFloor(floor: VersionDeclaration, found: Found): Finding {
  const { facts, expected } = found;
  const exact = expected.exact ?? expected.minimum?.toolchain ?? null;
  const meetsBoth = exact !== null && firstRelease(exact, floor.version) !== null;
  return {
    ...behind(floor, 'error', found),
    fix: toolchainFix(meetsBoth ? exact : floor, facts, expected),
  };
}

function behind(declaration: VersionDeclaration, severity: Finding['severity'], found: Found): Finding {
  return { ...mismatch(declaration, found), kind: 'behind', severity };
}

function mismatch(declaration: VersionDeclaration, { version, actual, facts, expected }: Found): Finding {
  const { change } = declaredDifference(declaration, version);
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
    fix: toolchainFix(declaration, facts, expected),
    location: declaration.location,
  };
}

function refusedFinding(expected: GoVersionExpectation, facts: Facts): Finding {
  const declaration = expected.exact ?? expected.floor;
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
    fix: refusedFix(expected, facts),
    location: declaration?.location ?? null,
  };
}

function refusedFix(expected: GoVersionExpectation, facts: Facts): string | null {
  const { mode = '', selected, 'refused.fix': fix } = facts.local;
  const { floor } = expected;
  // Go 1.21.0 takes the language version of a go line for a toolchain's name, and finds none.
  if (floor !== null && selected === `go${floor.version}` && isOnlyLanguage(floor.version)) {
    const toolchain = presentToolchain(floor, facts, expected) ?? `${selected}.0`;
    const command = floor.source === 'go.work' ? 'work' : 'mod';
    return `GOTOOLCHAIN=local go ${command} edit -toolchain=${toolchain}`;
  }
  return fix ?? `GOTOOLCHAIN=${mode} cannot be met: install ${selected ?? 'that toolchain'}`;
}

/** Variables with which no `go` command starts: whichever Go is selected, it does not run. */
function noStartFindings({ local, origins }: Facts): readonly Finding[] {
  return Object.entries(local).flatMap(([key, message]): readonly Finding[] => {
    const name = /^refused\.([A-Z]\w*)$/.exec(key)?.[1];
    if (name === undefined) return [];
    return [
      {
        dimension: 'go_version',
        key: name,
        kind: 'mismatch',
        change: 'none',
        severity: 'error',
        weight: 1,
        expected: 'a value with which go starts',
        actual: message,
        source: 'go',
        origin: origins[name] ?? null,
        fix: unsetSetting(name, origins[name]),
        location: null,
      },
    ];
  });
}

function incomparableFinding(expected: GoVersionExpectation, facts: Facts, running: string): Finding | null {
  const declaration = expected.exact ?? expected.floor;
  if (declaration === null) return null;
  return {
    ...mismatch(declaration, { version: declaration.version, actual: running, facts, expected }),
    change: 'none',
    severity: 'warning',
    weight: VERSION_WEIGHTS.prerelease,
    fix: 'this is not a released version of Go: it cannot be compared with what is declared',
  };
}

/** Raising the go line itself would also bind everyone who imports a library. */
function newerThanGoLineFix(floor: VersionDeclaration, { facts, expected }: Found): string {
  const toolchain = presentToolchain(floor, facts, expected);
  return toolchain === null
    ? 'if newer Go versions may build this project, add the line "go_line: minimum" to godrift.yaml, or approve it: godrift baseline write'
    : selectToolchain(toolchain, facts);
}
