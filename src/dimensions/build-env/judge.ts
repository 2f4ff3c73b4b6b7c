import { APPROVE } from '../../domain/approve.ts';
import type { FactChange } from '../../domain/diff.ts';
import type { Facts } from '../../domain/facts.ts';
import type { Finding, Severity } from '../../domain/finding.ts';
import { variableClass } from '../../domain/go-variables.ts';
import { restoreSetting } from '../../domain/restore-setting.ts';
import { ABSENT, COMPILER, MISSING } from './check-cgo.ts';
import { clearedSetting } from './cleared-setting.ts';
import { ENV_WEIGHTS, envFinding } from './env-finding.ts';

/** What `go env` lists only since some release: an older Go lacks it. */
const LISTED_LATER = new Set([
  'GOTOOLCHAIN',
  'GOAUTH',
  'GOFIPS140',
  'GOARM64',
  'GORISCV64',
  'GCCGO',
  'GOCACHEPROG',
]);
const WEAKENS_VERIFICATION = new Set(['GOSUMDB', 'GONOSUMDB', 'GOINSECURE']);

/** A difference of a variable or of the C compiler from the baseline. */
export function judgeBuildEnv({ key, before, after }: FactChange, facts: Facts): Finding | null {
  // With cgo on or off, or the compiler missing: CGO_ENABLED and CC have the finding.
  const { CGO_ENABLED: cgo } = facts.portable;
  if (key === COMPILER && (before === null || (after === null && (cgo === '0' || MISSING in facts.local))))
    return null;
  const { severity, weight } = gravity({ key, before, after }, facts);
  return envFinding(facts, {
    key,
    kind: before === null ? 'added' : after === null ? 'removed' : 'changed',
    severity,
    weight,
    expected: before,
    actual: after,
    source: 'baseline',
    fix: orApprove(isUnknownHere({ key, after }, facts) ? null : fixFor(key, before, facts)),
  });
}

function gravity({ key, before, after }: FactChange, facts: Facts): { severity: Severity; weight: number } {
  // A newer Go lists new settings with their defaults, an older one lacks them: neither is anybody's doing.
  const byGoItself =
    (before === null && facts.origins[key] === 'default') || isUnknownHere({ key, after }, facts);
  const kind = variableClass(key);
  if (byGoItself || (kind === null && isListed(key, facts)))
    return { severity: 'info', weight: ENV_WEIGHTS.other };
  if (kind === 'debug') return { severity: 'warning', weight: ENV_WEIGHTS.debug };
  if (WEAKENS_VERIFICATION.has(key)) return { severity: 'warning', weight: ENV_WEIGHTS.debug };
  if (kind === 'network' || kind === 'other' || kind === 'path')
    return { severity: 'info', weight: ENV_WEIGHTS.other };
  return { severity: 'warning', weight: ENV_WEIGHTS.build };
}

/** The Go that runs does not have this setting: no export brings it back. */
function isUnknownHere({ key, after }: Pick<FactChange, 'key' | 'after'>, facts: Facts): boolean {
  return after === null && LISTED_LATER.has(key) && !isListed(key, facts);
}

function isListed(key: string, facts: Facts): boolean {
  return (facts.local.listed ?? '').split(' ').includes(key);
}

/** A command that ends in a comment names its origin there. */
function orApprove(command: string | null): string {
  if (command === null) return APPROVE;
  return `${command}${command.includes('  # ') ? ', or ' : '  # or '}${APPROVE}`;
}

function fixFor(key: string, before: string | null, facts: Facts): string | null {
  // Without a C compiler, CGO_ENABLED=1 makes every build with cgo fail.
  if (key === 'CGO_ENABLED' && ABSENT in facts.local) return facts.local['CGO_ENABLED.fix'] ?? null;
  if (key.includes('.') || before?.includes('***')) return null;
  return before === null ? clearedSetting(key, facts) : restoreSetting(key, before, facts.origins[key]);
}
