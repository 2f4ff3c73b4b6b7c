import type { Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { VERSION_WEIGHTS } from '../../domain/score.ts';

/** A tools finding from what makes it different from a slight one. */
export function toolFinding(facts: Facts, finding: Pick<Finding, 'key'> & Partial<Finding>): Finding {
  return {
    dimension: 'tools',
    kind: 'mismatch',
    change: 'none',
    severity: 'info',
    weight: VERSION_WEIGHTS.patch,
    expected: null,
    actual: null,
    source: 'godrift.yaml',
    origin: Object.hasOwn(facts.origins, finding.key) ? (facts.origins[finding.key] ?? null) : null,
    fix: null,
    location: null,
    ...finding,
  };
}
