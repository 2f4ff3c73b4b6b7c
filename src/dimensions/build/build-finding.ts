import type { Finding } from '../../domain/finding.ts';

/** What the GODEBUG defaults, and anything else that changes what is built, add to the score. */
export const BUILD_WEIGHTS = { debug: 0.3, build: 0.5, note: 0.1, refused: 1 } as const;

/** A finding of this dimension from what makes it different from the usual one. */
export function buildFinding(finding: Pick<Finding, 'key'> & Partial<Finding>): Finding {
  return {
    dimension: 'build',
    kind: 'mismatch',
    change: 'none',
    severity: 'warning',
    weight: BUILD_WEIGHTS.build,
    expected: null,
    actual: null,
    source: 'go',
    origin: null,
    fix: null,
    location: null,
    ...finding,
  };
}
