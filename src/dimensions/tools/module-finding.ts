import { APPROVE } from '../../domain/approve.ts';
import type { FactMap, Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { VERSION_WEIGHTS } from '../../domain/score.ts';
import { parseToolFact, toolDetailKey } from '../../domain/tool-fact.ts';
import { installVersion } from './install-command.ts';
import { toolFinding } from './tool-finding.ts';
import { toolPackage, withoutMajor } from './tool-package.ts';

/** The finding that a tool is another module's than in the baseline, whatever their versions; null where it is not. */
export function moduleFinding(name: string, facts: Facts, baseline: FactMap): Finding | null {
  const key = toolDetailKey(name, 'module');
  const [was, is] = [own(baseline, key), own(facts.portable, key)];
  if (was === null || is === null || withoutMajor(was) === withoutMajor(is)) return null;
  const version = parseToolFact(own(baseline, name) ?? '').version;
  const install = version === null ? null : installVersion(name, version, facts);
  const isOfModule =
    version !== null && toolPackage(name, version, null)?.startsWith(`${withoutMajor(was)}/`) === true;
  return toolFinding(facts, {
    key: name,
    kind: 'changed',
    severity: 'warning',
    weight: VERSION_WEIGHTS.major,
    expected: `${was} ${version ?? '(devel)'}`,
    actual: `${is} ${parseToolFact(own(facts.portable, name) ?? '').version ?? '(devel)'}`,
    source: 'baseline',
    fix: install === null || !isOfModule ? APPROVE : `${install}, or ${APPROVE}`,
  });
}

/** The finding that a tool of the same version, Go and content was built in another way than the baseline's; null if it was not. */
export function buildFinding(name: string, facts: Facts, baseline: FactMap): Finding | null {
  const key = toolDetailKey(name, 'build');
  const [was, is] = [own(baseline, key), own(facts.portable, key)];
  const isOlderBaseline = own(baseline, toolDetailKey(name, 'module')) === null && was === null;
  if (was === is || isOlderBaseline || own(baseline, name) !== own(facts.portable, name)) return null;
  return toolFinding(facts, {
    key,
    kind: was === null ? 'added' : is === null ? 'removed' : 'changed',
    expected: was,
    actual: is,
    source: 'baseline',
    origin: facts.origins[name] ?? null,
    fix: APPROVE,
  });
}

function own(facts: FactMap, key: string): string | null {
  return Object.hasOwn(facts, key) ? (facts[key] ?? null) : null;
}
