import type { Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';

/** What a build-affecting variable, GODEBUG and a path add to the score. */
export const ENV_WEIGHTS = { build: 0.5, debug: 0.3, path: 0.1, other: 0.1 } as const;

/** A build_env finding from what makes it different from the usual one. */
export function envFinding(facts: Facts, finding: Pick<Finding, 'key'> & Partial<Finding>): Finding {
  return {
    dimension: 'build_env',
    kind: 'mismatch',
    change: 'none',
    severity: 'warning',
    weight: ENV_WEIGHTS.build,
    expected: null,
    actual: null,
    source: 'go',
    origin: facts.origins[finding.key] ?? null,
    fix: null,
    location: null,
    ...finding,
  };
}
