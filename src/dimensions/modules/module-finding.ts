import type { Finding } from '../../domain/finding.ts';

/** A modules finding from what makes it different from a build that go.mod or go.sum stops. */
export function moduleFinding(finding: Pick<Finding, 'key'> & Partial<Finding>): Finding {
  return {
    dimension: 'modules',
    kind: 'mismatch',
    change: 'none',
    severity: 'error',
    weight: 1,
    expected: null,
    actual: null,
    source: 'go.mod',
    origin: null,
    fix: null,
    location: null,
    ...finding,
  };
}

/** Nobody but the repository's history can tell which of the two is the wrong one. */
export const CHECKSUM_FIX =
  'if go.sum is as committed: go clean -modcache && go mod download; if it was edited: git checkout -- go.sum';
