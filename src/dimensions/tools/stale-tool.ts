import type { VersionDeclaration } from '../../domain/declared.ts';
import type { Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { firstRelease } from '../../domain/first-release.ts';
import { compareGoVersions, goLang } from '../../domain/go-version.ts';
import { runningVersion } from '../../domain/go-version-output.ts';
import { VERSION_WEIGHTS } from '../../domain/score.ts';
import type { ToolFact } from '../../domain/tool-fact.ts';
import { selectsToolchain } from '../../domain/toolchain-choice.ts';
import type { ToolPin } from './expectation.ts';
import { installAgain, installPinned } from './install-command.ts';
import { toolFinding } from './tool-finding.ts';

/** The local fact that holds the version of the Go in PATH; no tool has such a name. */
export const LOCAL_GO = 'go version';

export interface StaleToolQuestion {
  readonly name: string;
  readonly fact: ToolFact;
  readonly pin: ToolPin | null;
  readonly floor: VersionDeclaration | null;
}

/** The finding that a tool was built by an older language version than the project's `go` line; null if it was not. */
export function staleToolFinding(
  { name, fact, pin, floor }: StaleToolQuestion,
  facts: Facts,
): Finding | null {
  const builtBy = fact.goVersion === null ? null : runningVersion(fact.goVersion);
  if (floor === null || builtBy === null) return null;
  const needed = goLang(floor.version);
  if (compareGoVersions(goLang(builtBy), needed) >= 0) return null;
  // That the SDK in PATH is not what runs is a fact, not a drift, and so is its gofmt.
  if (fact.version?.startsWith('go') === true && fact.version === facts.local[LOCAL_GO]) return null;
  const finding = toolFinding(facts, {
    key: name,
    kind: 'behind',
    change: 'minor',
    expected: `go${needed}`,
    actual: fact.goVersion,
    source: floor.source,
    location: floor.location,
  });
  // Whether the SDK in PATH fits is go_version's to judge: Go may select another one, which `go fmt` follows.
  if (fact.version?.startsWith('go') === true) {
    return {
      ...finding,
      fix: `put the bin directory of go${needed} first in PATH, or run go fmt: it follows the selected Go`,
    };
  }
  return {
    ...finding,
    severity: 'warning',
    weight: VERSION_WEIGHTS.minor,
    fix: rebuildTool({ name, fact, pin }, facts, firstRelease(floor, null) ?? floor.version),
  };
}

/** What builds a tool again, in the version that is wanted or that it has, by that Go release or a newer one. */
export function rebuildTool(
  { name, fact, pin }: Omit<StaleToolQuestion, 'floor'>,
  facts: Facts,
  release: string,
): string {
  const install = pin !== null ? installPinned(pin, facts) : installAgain(name, fact, facts);
  const otherwise = `build it again with go${goLang(release)} or newer`;
  if (install === null) return otherwise;
  if (pin?.source === 'go.mod') return install;
  // `go install PACKAGE@VERSION` ignores the project's go.mod: an older local Go would build the same again.
  const localGo = facts.local[LOCAL_GO] ?? '';
  const local = runningVersion(localGo) ?? '';
  if (compareGoVersions(goLang(local), goLang(release)) >= 0) return install;
  return selectsToolchain(localGo) ? `GOTOOLCHAIN=go${release} ${install}` : otherwise;
}
