import type { Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { parseToolFact } from '../../domain/tool-fact.ts';
import { installVersion } from './install-command.ts';
import { toolFinding } from './tool-finding.ts';

export interface ToolChange {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** The finding that one version of a tool's module has two contents; null if it has not. */
export function tamperedFinding({ name, before, after }: ToolChange, facts: Facts): Finding | null {
  const [was, is] = [parseToolFact(before), parseToolFact(after)];
  if (was.version !== is.version || was.sum === null || is.sum === null || was.sum === is.sum) return null;
  return toolFinding(facts, {
    key: name,
    severity: 'critical',
    weight: 1,
    expected: before,
    actual: after,
    source: 'baseline',
    fix: was.version === null ? null : installVersion(name, was.version, facts),
  });
}
