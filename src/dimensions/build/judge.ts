import { APPROVE } from '../../domain/approve.ts';
import type { FactChange } from '../../domain/diff.ts';
import type { Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { BUILD_WEIGHTS, buildFinding } from './build-finding.ts';
import { GODEBUG } from './godebug-facts.ts';
import { REFUSED } from './local-facts.ts';

/** Told in one finding a cause (GODEBUG), or by the variable that sets it (`flag.*` are of GOFLAGS). */
const TOLD = new RegExp(`^(?:${GODEBUG.replace('.', '\\.')}|godebug(?:@|$)|flag\\.|go$|defaults$)`);

const CGO = 'cgo.';
/** Compilers are part of an action's ID, C libraries and linkers are not (go help cache; golang/go#24355). */
const UNNOTICED = /^cgo\.(?:ld$|libc$|pkg\.)/;
const REBUILD = `go build -a -o /dev/null ./...  # or godrift cache rotate: Go's cache does not notice changed C libraries; then ${APPROVE}`;

/** A difference from the baseline in what is built. */
export function judgeBuild({ key, before, after }: FactChange, facts: Facts): Finding | null {
  if (REFUSED in facts.local || TOLD.test(key)) return null;
  // That cgo is used or not any more is the project's own, or CGO_ENABLED's, which build_env tells.
  if (key.startsWith(CGO) && (before === null || after === null)) return null;
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
    fix: UNNOTICED.test(key) ? REBUILD : APPROVE,
  });
}
