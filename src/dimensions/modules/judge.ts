import { APPROVE } from '../../domain/approve.ts';
import type { FactChange } from '../../domain/diff.ts';
import type { Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { moduleVersionChange } from '../../domain/module-version.ts';
import { VERSION_WEIGHTS } from '../../domain/score.ts';
import { versionSeverity } from '../../domain/version-severity.ts';
import type { ModulesExpectation } from './expectation.ts';
import { CHECKSUM_FIX, moduleFinding } from './module-finding.ts';
import { MAIN_MODULE, type ModuleValue, parseModuleValue } from './module-value.ts';
import { VENDORED } from './vendoring.ts';

type Judgement = Pick<Finding, 'change' | 'severity' | 'weight'>;

const TAMPERED: Judgement = { change: 'none', severity: 'critical', weight: 1 };
/** Another source, or a module more or less: as much as a minor version. */
const OTHER: Judgement = { change: 'none', severity: 'warning', weight: VERSION_WEIGHTS.minor };
const SLIGHT: Judgement = { change: 'none', severity: 'info', weight: VERSION_WEIGHTS.patch };

/** A difference from the baseline; null for main modules, which the project is itself, and for what `vendoringFinding` tells. */
export function judgeModule(
  { key, before, after }: FactChange,
  facts: Facts,
  expected: ModulesExpectation,
): Finding | null {
  if (before === MAIN_MODULE || after === MAIN_MODULE || key === VENDORED) return null;
  const was = before === null ? null : parseModuleValue(before);
  const is = after === null ? null : parseModuleValue(after);
  const found = {
    key,
    expected: before,
    actual: after,
    source: 'baseline',
    origin: 'go.mod',
    location: expected.places.get(key) ?? null,
  };
  const direct = is === null ? wasDirect(was) : (facts.local.direct ?? '').split(' ').includes(key);
  if (was !== null && is !== null) {
    const judgement = judgeValues(was, is);
    if (judgement.severity === 'critical')
      return moduleFinding({ ...found, ...judgement, kind: 'changed', origin: 'go.sum', fix: CHECKSUM_FIX });
    const weight = direct ? judgement.weight : judgement.weight / 2;
    return moduleFinding({
      ...found,
      ...judgement,
      weight,
      kind: 'changed',
      fix: `${restore(key, was, is)}, or ${APPROVE}`,
    });
  }
  const judgement = direct ? OTHER : { ...OTHER, severity: 'info' as const, weight: OTHER.weight / 2 };
  if (is !== null)
    return moduleFinding({
      ...found,
      ...judgement,
      kind: 'added',
      fix: `go mod tidy if it is not needed, or ${APPROVE}`,
    });
  return moduleFinding({
    ...found,
    ...judgement,
    kind: 'removed',
    fix: `${restore(key, was, null)}, or ${APPROVE}`,
  });
}

function judgeValues(was: ModuleValue, is: ModuleValue): Judgement {
  const [from, to] = [sourceOf(was), sourceOf(is)];
  if (from.path !== to.path) return OTHER;
  // A directory's content decides, not the version it stands for.
  if (from.version === null || to.version === null) return SLIGHT;
  if (from.version === to.version) {
    const differs = (a: string | null, b: string | null) => a !== null && b !== null && a !== b;
    return differs(was.sum, is.sum) || differs(was.goModSum, is.goModSum) ? TAMPERED : SLIGHT;
  }
  const change = moduleVersionChange(from.version, to.version);
  return change === 'none'
    ? SLIGHT
    : { change, severity: versionSeverity(change), weight: VERSION_WEIGHTS[change] };
}

/** Where a module's code comes from: `path` null is the module itself, `version` null a directory. */
function sourceOf({ version, replacement }: ModuleValue): {
  readonly path: string | null;
  readonly version: string | null;
} {
  if (replacement === null) return { path: null, version };
  const match = /^(.*) (v\S+)$/.exec(replacement);
  return { path: match?.[1] ?? replacement, version: match?.[2] ?? null };
}

function restore(path: string, was: ModuleValue | null, is: ModuleValue | null): string {
  if (was === null) return '';
  if (was.replacement !== null)
    return `go mod edit -replace='${path}=${was.replacement.replace(/ (v\S+)$/, '@$1')}'`;
  const drop = is?.replacement == null ? '' : `go mod edit -dropreplace=${path} && `;
  return `${drop}go get ${path}@${was.version}`;
}

/** Of a module that is gone only its baseline value is left: one without a sum of its own never gave a package. */
function wasDirect(was: ModuleValue | null): boolean {
  return was !== null && (was.sum !== null || sourceOf(was).version === null);
}
