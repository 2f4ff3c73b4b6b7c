import type { Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { unsetSetting } from '../../domain/unset-setting.ts';
import { accessFix, checkAccess, quoted } from './check-access.ts';
import type { Validity } from './collect.ts';

const REFUSED: Readonly<Partial<Record<Validity, string>>> = {
  off: 'off: Go has refused to build without a build cache since 1.12',
  relative: 'a relative path: Go refuses to build',
  undefined: 'not defined, and there is no user cache directory: Go refuses to build',
  not_a_directory: 'no directory: Go refuses to build',
  unwritable: 'not writable: Go refuses to build',
};

/** What keeps Go from using its cache, and what the last verification found in it. */
export function compareBuildCache(facts: Facts): readonly Finding[] {
  const { path = '', obstacle = path, blocked, symlink, state, corrupt, first } = facts.local;
  const validity = facts.local.validity as Validity;
  const refused = REFUSED[validity];
  const unset = unsetSetting('GOCACHE', facts.origins.path) ?? 'export GOCACHE=/an/absolute/path';
  const elsewhere = unsetSetting('GOCACHE', facts.origins.path) ?? 'export GOCACHE="$(mktemp -d)"';
  const validityFix = (): string => {
    if (validity === 'unwritable') return accessFix(blocked, path, elsewhere);
    if (validity !== 'not_a_directory') return unset;
    return obstacle === path ? elsewhere : `rm ${quoted(obstacle)}  # or ${elsewhere}`;
  };
  const findings: Finding[] = checkAccess(facts, elsewhere).map((part) => finding(facts, part));
  if (refused !== undefined)
    findings.push(
      finding(facts, {
        key: 'validity',
        severity: 'error',
        weight: 1,
        expected: 'a writable directory',
        actual: path === '' || path === 'off' ? refused : `${obstacle}, ${refused}`,
        fix: validityFix(),
      }),
    );
  if (symlink !== undefined)
    findings.push(
      finding(facts, {
        key: 'symlink',
        severity: 'info',
        weight: 0,
        expected: symlink,
        actual: `${path}, a link: a build that runs while it is switched breaks`,
        fix: `go env -w GOCACHE=${quoted(symlink)}`,
      }),
    );
  if (state === 'corrupt')
    findings.push(
      finding(facts, {
        key: 'state',
        severity: 'critical',
        weight: 1,
        expected: 'entries that are what Go wrote',
        actual: `${corrupt} corrupt: ${first}${corrupt === '1' ? '' : ' …'}`,
        source: 'godrift cache verify',
        fix: 'godrift rollback cache',
      }),
    );
  return findings;
}

function finding(
  facts: Facts,
  part: Pick<Finding, 'key' | 'severity' | 'weight'> & Partial<Finding>,
): Finding {
  return {
    dimension: 'build_cache',
    kind: 'mismatch',
    change: 'none',
    expected: null,
    actual: null,
    source: 'go',
    origin: facts.origins.path ?? null,
    fix: null,
    location: null,
    ...part,
  };
}
