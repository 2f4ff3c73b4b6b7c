import { dirname } from 'node:path';
import { APPROVE } from '../../domain/approve.ts';
import type { FactMap, Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { posixQuote } from '../../domain/posix-quote.ts';
import type { ModulesExpectation } from './expectation.ts';
import { moduleFinding } from './module-finding.ts';

/** The fact that the packages of other modules come from a vendor directory: where its modules.txt is, from the project. */
export const VENDORED = 'vendor';

/**
 * The baseline as far as it can be compared: vendor/modules.txt lists only modules that provide packages or that go.mod names, so that
 * what only the longer of the two lists has is no difference where one tree is vendored and the other is not.
 */
export function alignVendoring(baseline: FactMap, { portable }: Facts): FactMap {
  if (VENDORED in baseline === VENDORED in portable) return baseline;
  if (VENDORED in baseline) return { ...portable, ...baseline };
  return Object.fromEntries(Object.entries(baseline).filter(([path]) => path in portable));
}

/** A tree that is vendored here and was not when the baseline was written, or the reverse. */
export function vendoringFinding(
  { workspace }: ModulesExpectation,
  { portable, local }: Facts,
  baseline: FactMap,
): readonly Finding[] {
  const { [VENDORED]: before = null } = baseline;
  const { [VENDORED]: after = null } = portable;
  if ((before === null) === (after === null)) return [];
  const one = {
    key: VENDORED,
    expected: before ?? 'not vendored',
    actual: after ?? 'not vendored: packages come from the module cache',
    source: 'baseline',
  };
  if (after === null) {
    const vendor = workspace ? 'go work vendor' : 'go mod vendor';
    // With -mod=mod or -mod=readonly no vendor directory counts.
    const fix = local.mod === undefined || local.mod === 'vendor' ? `${vendor}  # or ${APPROVE}` : APPROVE;
    return [moduleFinding({ ...one, kind: 'removed', severity: 'warning', weight: 0.5, origin: null, fix })];
  }
  // A baseline that an older godrift wrote never says so: with the same modules in it, the tree may have been vendored.
  const isSure = Object.keys(baseline).some((path) => !(path in portable));
  return [
    moduleFinding({
      ...one,
      kind: 'added',
      severity: isSure ? 'warning' : 'info',
      weight: isSure ? 0.5 : 0.1,
      origin: after,
      fix: `rm -r ${posixQuote(dirname(after))}  # or ${APPROVE}`,
    }),
  ];
}
