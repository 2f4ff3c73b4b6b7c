import type { FactMap, Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { VERSION_WEIGHTS } from '../../domain/score.ts';
import { parseToolFact, type ToolFact } from '../../domain/tool-fact.ts';
import type { ToolPin, ToolsExpectation } from './expectation.ts';
import { installPinned } from './install-command.ts';
import { staleToolFinding } from './stale-tool.ts';
import { tamperedFinding } from './tampered-tool.ts';
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
  const findings = Object.entries(facts.portable).flatMap(([name, text]) => {
    const fact = parseToolFact(text);
    const pin = pins.get(name) ?? null;
    const before = baseline !== null && Object.hasOwn(baseline, name) ? (baseline[name] ?? null) : null;
    return [
      before === null ? null : tamperedFinding({ name, before, after: text }, facts),
      pin === null ? null : versionFinding(pin, fact, facts),
      staleToolFinding({ name, fact, pin, floor }, facts),
    ];
  });
  return [...absent.map((pin) => missingFinding(pin, facts)), ...findings].filter(
    (finding) => finding !== null,
  );
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
    fix: installPinned(pin),
    location: pin.location,
  });
}

function versionFinding(pin: ToolPin, { version }: ToolFact, facts: Facts): Finding | null {
  const { name, source, location } = pin;
  if (pin.version === null) return null;
  const found = { key: name, expected: pin.version, source, fix: installPinned(pin), location };
  // A script of the tool's name, or a build from a directory; beside `go tool` it is nobody's business.
  if (version === null)
    return source === 'go.mod' ? null : toolFinding(facts, { ...found, actual: 'unknown' });
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
