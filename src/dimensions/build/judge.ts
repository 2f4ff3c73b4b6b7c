import type { FactChange } from '../../domain/diff.ts';
import type { Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { APPROVE, BUILD_WEIGHTS, buildFinding } from './build-finding.ts';
import { GODEBUG } from './godebug-facts.ts';
import { REFUSED } from './local-facts.ts';

/** Told in one finding a cause (GODEBUG), or by the variable that sets it (`flag.*` are of GOFLAGS). */
const TOLD = new RegExp(`^(?:${GODEBUG.replace('.', '\\.')}|godebug(?:@|$)|flag\\.|go$)`);

/** A difference from the baseline in what is built. */
export function judgeBuild({ key, before, after }: FactChange, facts: Facts): Finding | null {
  if (REFUSED in facts.local || TOLD.test(key)) return null;
  const slight = key === 'ignore';
  return buildFinding({
    key,
    kind: before === null ? 'added' : after === null ? 'removed' : 'changed',
    severity: slight ? 'info' : 'warning',
    weight: slight ? BUILD_WEIGHTS.note : BUILD_WEIGHTS.build,
    expected: before,
    actual: after,
    source: 'baseline',
    origin: facts.origins[key] ?? null,
    fix: APPROVE,
  });
}
