import { APPROVE } from '../../domain/approve.ts';
import type { FactChange } from '../../domain/diff.ts';
import type { Facts } from '../../domain/facts.ts';
import type { Finding, VersionChange } from '../../domain/finding.ts';
import { runningVersion } from '../../domain/go-version-output.ts';
import { VERSION_WEIGHTS } from '../../domain/score.ts';
import { isToolKey, parseToolFact, type ToolFact } from '../../domain/tool-fact.ts';
import { versionDifference } from '../../domain/version-difference.ts';
import { installAgain } from './install-command.ts';
import { tamperedFinding } from './tampered-tool.ts';
import { toolDifference } from './tool-difference.ts';
import { toolFinding } from './tool-finding.ts';
import { toolSeverity } from './tool-severity.ts';

/** A difference from the baseline. Which Go built a tool matters little as long as it is new enough. */
export function judgeTool({ key, before, after }: FactChange, facts: Facts): Finding | null {
  // What a tool was built from is compared beside the tool itself.
  if (!isToolKey(key)) return null;
  const tampered =
    before === null || after === null ? null : tamperedFinding({ name: key, before, after }, facts);
  if (tampered !== null) return tampered;
  const was = before === null ? null : parseToolFact(before);
  const is = after === null ? null : parseToolFact(after);
  const install = was === null ? null : installAgain(key, was, facts);
  const found = {
    key,
    expected: before,
    actual: after,
    source: 'baseline',
    fix: install === null ? APPROVE : `${install}, or ${APPROVE}`,
  };
  if (was === null || is === null)
    return toolFinding(facts, { ...found, kind: was === null ? 'added' : 'removed' });
  const isSdk = is.version?.startsWith('go') === true;
  if (was.version === null || is.version === null || was.version === is.version || isSdk) {
    return toolFinding(facts, { ...found, kind: 'changed', change: builderChange(was, is) });
  }
  const change = toolDifference(key, was.version, is.version);
  const [severity, weight] = [toolSeverity(change), VERSION_WEIGHTS[change] || VERSION_WEIGHTS.patch];
  return toolFinding(facts, { ...found, kind: 'changed', change, severity, weight });
}

/** How far the Go that built a tool is from the one that built it before. */
function builderChange(was: ToolFact, is: ToolFact): VersionChange {
  const [before, after] = [runningVersion(was.goVersion ?? ''), runningVersion(is.goVersion ?? '')];
  return before === null || after === null ? 'none' : versionDifference(before, after).change;
}
