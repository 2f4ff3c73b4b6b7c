import type { DimensionId } from './dimension-id.ts';
import type { FactMap } from './facts.ts';
import { sha256 } from './sha256.ts';
import { snapshotLines } from './snapshot-text.ts';

const CONTEXT = 'context.';

/** How many of the newest deployments make up the baseline hash. */
const BASELINE_DEPLOYMENTS = 3;

/**
 * The SDK in PATH is a snapshot's for the record: another host may have another one and build the same with what Go
 * selects, so that it enters no fingerprint.
 */
const LOCAL_SDK = 'go_version.local';

/**
 * `sha256:<64 hex>` of the dimension's lines as they stand in a snapshot, without `go_version.local`:
 * `grep '^modules\.' FILE | sha256sum` prints the same digits.
 */
export function fingerprintFacts(dimension: DimensionId, portable: FactMap): string {
  const keyed: Record<string, string> = Object.create(null);
  for (const [key, value] of Object.entries(portable)) keyed[`${dimension}.${key}`] = value;
  delete keyed[LOCAL_SDK];
  return fingerprintLines(snapshotLines(keyed));
}

/** `sha256:<64 hex>` of all lines of a snapshot (`dimension.key` → value) but `go_version.local` and those of `context`. */
export function fingerprintSnapshot(facts: FactMap): string {
  const { [LOCAL_SDK]: _, ...compared } = facts;
  return fingerprintLines(snapshotLines(compared).filter((line) => !line.startsWith(CONTEXT)));
}

/** The facts that two hosts building the same project can share: everything but `context`. */
export function withoutContext(facts: FactMap): FactMap {
  const shared: Record<string, string> = Object.create(null);
  for (const [key, value] of Object.entries(facts)) if (!key.startsWith(CONTEXT)) shared[key] = value;
  return shared;
}

/** The first 48 bits as a number, which a double holds exactly. */
export function fingerprintNumber(fingerprint: string): number {
  return Number.parseInt(shortFingerprint(fingerprint), 16);
}

/** The first 12 hex digits. */
export function shortFingerprint(fingerprint: string): string {
  return fingerprint.slice('sha256:'.length).slice(0, 12);
}

/** `sha256:<64 hex>` over the last three deployments' fingerprints, newest last, joined by newlines. */
export function baselineHash(fingerprints: readonly string[]): string {
  return `sha256:${sha256(fingerprints.slice(-BASELINE_DEPLOYMENTS).join('\n'))}`;
}

function fingerprintLines(lines: readonly string[]): string {
  return `sha256:${sha256(lines.map((line) => `${line}\n`).join(''))}`;
}
