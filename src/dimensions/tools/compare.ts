import type { FactMap, Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { VERSION_WEIGHTS } from '../../domain/score.ts';
import { isToolKey, parseToolFact, type ToolFact, toolDetailKey } from '../../domain/tool-fact.ts';
import type { ToolPin, ToolsExpectation } from './expectation.ts';
import { installPinned } from './install-command.ts';
import { buildFinding, moduleFinding } from './module-finding.ts';
import { runningGoFinding } from './running-go-finding.ts';
import { staleToolFinding } from './stale-tool.ts';
import { tamperedFinding } from './tampered-tool.ts';
import { declaresBuild, develName } from './tool-build.ts';
import { toolDifference } from './tool-difference.ts';
import { toolFinding } from './tool-finding.ts';
import { toolSeverity } from './tool-severity.ts';

/** Tools that differ from what is declared, that an older Go built, or whose content is not what the baseline has. */
export function compareTools(
  expected: ToolsExpectation,
  facts: Facts,
  baseline: FactMap | null,
): readonly Finding[] {
  const { pins, floor } = expected;
  const absent = [...pins.values()].filter(({ name }) => !Object.hasOwn(facts.portable, name));
  const tools = Object.entries(facts.portable).filter(([key]) => isToolKey(key));
  const findings = tools.flatMap(([name, text]) => {
    const fact = parseToolFact(text);
    const pin = pins.get(name) ?? null;
    const question = { name, fact, pin, floor };
    return [
      ...(baseline === null ? [] : baselineFindings(name, facts, baseline)),
      pin === null ? null : versionFinding(pin, fact, facts),
      staleToolFinding(question, facts) ?? runningGoFinding(question, facts),
    ];
  });
  return [...absent.map((pin) => missingFinding(pin, facts)), ...findings].filter(
    (finding) => finding !== null,
  );
}

function baselineFindings(name: string, facts: Facts, baseline: FactMap): readonly (Finding | null)[] {
  const [before, after] = [Object.hasOwn(baseline, name) ? baseline[name] : undefined, facts.portable[name]];
  if (before === undefined || after === undefined) return [];
  const module = moduleFinding(name, facts, baseline);
  // Two modules may have one version.
  return [module ?? tamperedFinding({ name, before, after }, facts), buildFinding(name, facts, baseline)];
}

/** A tool of go.mod needs no place in PATH: `go tool` builds and runs it. */
function missingFinding(pin: ToolPin, facts: Facts): Finding | null {
  if (pin.source === 'go.mod') return null;
  return toolFinding(facts, {
    key: pin.name,
    kind: 'missing',
    severity: 'warning',
    weight: VERSION_WEIGHTS.minor,
    expected: pin.version ?? 'latest',
    fix: installPinned(pin, facts),
    location: pin.location,
  });
}

function versionFinding(pin: ToolPin, { version }: ToolFact, facts: Facts): Finding | null {
  const { name, source, location } = pin;
  const build = facts.portable[toolDetailKey(name, 'build')];
  const module = facts.portable[toolDetailKey(name, 'module')];
  if (pin.version === null) return null;
  if (module !== undefined && declaresBuild(pin.version, version, build)) return null;
  const found = { key: name, expected: pin.version, source, fix: installPinned(pin, facts), location };
  // A script of the tool's name, or a build from a directory; beside `go tool` it is nobody's business.
  if (version === null)
    return source === 'go.mod'
      ? null
      : toolFinding(facts, { ...found, actual: module === undefined ? 'unknown' : develName(build) });
  const change = toolDifference(name, pin.version, version);
  if (change === 'none') return null;
  const ofSdk = version.startsWith('go')
    ? `${name} comes with Go: put the bin directory of that SDK first in PATH`
    : null;
  return toolFinding(facts, {
    ...found,
    change,
    severity: toolSeverity(change),
    weight: VERSION_WEIGHTS[change],
    actual: version,
    fix: ofSdk ?? found.fix,
  });
}
