import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, parse, parseDocument } from 'yaml';

export const rulesDir = join(import.meta.dirname, '../../deploy/prometheus/rules');

export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly Rule[];
}

export const RULE_FILES: readonly string[] = readdirSync(rulesDir)
  .filter((name) => name.endsWith('.yml'))
  .toSorted((a, b) => (a.includes('settings') ? -1 : b.includes('settings') ? 1 : a < b ? -1 : 1));

/** The groups of all shipped rule files, the settings first. */
export function ruleGroups(): readonly RuleGroup[] {
  return RULE_FILES.flatMap(
    (name) => (parse(readFileSync(join(rulesDir, name), 'utf8')) as { groups: RuleGroup[] }).groups,
  );
}

/** What a setting may be; promtool takes any number. */
const RANGES: Readonly<Record<string, readonly [least: number, most: number, unit: string]>> = {
  'godrift:threshold:change_ratio': [0, 1, 'a ratio from 0 to 1'],
  'godrift:threshold:drift_score': [0, 1, 'a score from 0 to 1'],
  'godrift:settle_seconds': [0, 3_600, 'seconds, at most an hour'],
  'godrift:grace_period_seconds': [0, 604_800, 'seconds, at most a week'],
};

const ALLOW_LIST = 'godrift:allowlisted';

/**
 * Every setting that is out of its range, unknown or missing: `file:line: message`. One whose labels hold no project would
 * be a second default, and then there is none.
 */
export function settingProblems(text: string, file: string): readonly string[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0)
    return document.errors.map(({ message, pos }) => `${file}:${lines.linePos(pos[0]).line}: ${message}`);
  const problems: string[] = [];
  const defaults = new Set<string>();
  const groups = document.get('groups');
  for (const group of isSeq(groups) ? groups.items : []) {
    const rules = isMap(group) ? group.get('rules') : null;
    for (const rule of isSeq(rules) ? rules.items : []) {
      if (!isMap(rule)) continue;
      const [record, expr, labels] = [rule.get('record'), rule.get('expr', true), rule.get('labels')];
      const begin = lines.linePos(rule.range?.[0] ?? 0).line;
      const range = RANGES[String(record)];
      if (range === undefined && record !== ALLOW_LIST)
        problems.push(`${file}:${begin}: ${record} is no setting`);
      if (range === undefined || !isScalar(expr)) continue;
      if (labels === undefined) defaults.add(String(record));
      else if (!isMap(labels) || labels.items.length !== 1 || !labels.get('project'))
        problems.push(`${file}:${begin}: ${record} of a project has the one label project`);
      const line = lines.linePos(expr.range?.[0] ?? 0).line;
      const value = /^vector\((-?[\d.e+-]+)\)$/.exec(String(expr.value).trim())?.[1];
      const [least, most, unit] = range;
      if (value === undefined || !(Number(value) >= least && Number(value) <= most))
        problems.push(`${file}:${line}: ${record} must be vector(N) with N ${unit}, not ${expr.value}`);
    }
  }
  for (const record of Object.keys(RANGES))
    if (!defaults.has(record)) problems.push(`${file}:1: ${record} has no default (a rule without labels)`);
  return problems;
}
