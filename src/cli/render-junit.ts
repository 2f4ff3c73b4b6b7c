import { hostname } from 'node:os';
import type { InputProblem } from '../domain/errors.ts';
import { type ReportedFinding, SEVERITIES, type Severity, severityRank } from '../domain/finding.ts';
import type { DimensionVerdict, Verdict } from '../domain/state.ts';
import { ciPath, findingPlace } from './finding-place.ts';
import { findingText } from './finding-text.ts';
import type { Session } from './session.ts';
import { VERSION } from './version.ts';

type Place = Pick<Session, 'cwd' | 'env'>;

interface TestCase {
  readonly name: string;
  readonly timeMs: number;
  readonly outcome: 'pass' | 'failure' | 'error';
  readonly type: string;
  readonly text: string;
}

/**
 * JUnit's XML, as its Ant and Jenkins schemas have it: a suite for each project, a case for each dimension in sync and for
 * each finding; one below `failOn` passes, as the exit code does.
 */
export function renderJunit(
  states: readonly Verdict[],
  { problems, failOn }: { readonly problems: readonly InputProblem[]; readonly failOn: string },
  place: Place,
): string {
  const limit = SEVERITIES.indexOf(failOn as Severity);
  const suites = [
    ...states.map((state) => ({
      name: state.project.name,
      cases: state.dimensions.flatMap((dimension) => casesOf(dimension, state, limit, place)),
    })),
    ...(problems.length === 0
      ? []
      : [{ name: 'godrift', cases: problems.map((one) => problemCase(one, place)) }]),
  ];
  const at = new Date().toISOString().slice(0, 19);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.map((one, id) => suite(one, { id, at })).join('')}</testsuites>\n`;
}

function casesOf(
  dimension: DimensionVerdict,
  state: Verdict,
  limit: number,
  place: Place,
): readonly TestCase[] {
  const { id, durationMs: timeMs, findings, reason, message, fix } = dimension;
  const pass = { timeMs, outcome: 'pass', type: '', text: '' } as const;
  if (dimension.state === 'unknown') {
    const text = `${message}${fix === null ? '' : `. Fix: ${fix}`}`;
    return [{ name: id, timeMs, outcome: 'error', type: reason ?? 'unknown', text }];
  }
  if (findings.length === 0) return [{ ...pass, name: id }];
  return findings.map((finding) => {
    const name = `${id}.${finding.key}`;
    const text = `${placeText(finding, state, place)}: ${findingText(finding)}`;
    const fails = finding.accepted === null && severityRank(finding.severity) >= limit;
    return { ...pass, name, text, ...(fails ? { outcome: 'failure', type: finding.severity } : {}) };
  });
}

function placeText(finding: ReportedFinding, state: Verdict, place: Place): string {
  const { file, line } = findingPlace(finding, state);
  return `${ciPath(file, place)}:${line}`;
}

function problemCase({ message, location }: InputProblem, place: Place): TestCase {
  const name = location === null ? 'input' : `${ciPath(location.file, place)}:${location.line ?? 1}`;
  return { name, timeMs: 0, outcome: 'error', type: 'input', text: message };
}

function suite(
  { name, cases }: { readonly name: string; readonly cases: readonly TestCase[] },
  { id, at }: { readonly id: number; readonly at: string },
): string {
  const count = (outcome: TestCase['outcome']) => cases.filter((one) => one.outcome === outcome).length;
  const passed = cases.filter(({ outcome, text }) => outcome === 'pass' && text !== '');
  return [
    `  <testsuite id="${id}" name="${xml(name)}" package="${xml(name)}" timestamp="${at}" hostname="${xml(hostname())}" tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" time="${seconds(cases.reduce((sum, { timeMs }) => sum + timeMs, 0))}">`,
    `    <properties><property name="godrift" value="${xml(VERSION)}"/></properties>`,
    ...cases.map((one) => caseText(one, name)),
    `    <system-out>${xml(passed.map(({ text }) => text).join('\n'))}</system-out>`,
    '    <system-err/>',
    '  </testsuite>',
    '',
  ].join('\n');
}

function caseText({ name, timeMs, outcome, type, text }: TestCase, project: string): string {
  const head = `    <testcase name="${xml(name)}" classname="${xml(project)}" time="${seconds(timeMs)}"`;
  if (outcome === 'pass') return `${head}/>`;
  return `${head}>\n      <${outcome} type="${xml(type)}" message="${xml(text)}">${xml(text)}</${outcome}>\n    </testcase>`;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0 has no way to write most control characters and lone surrogates. */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}
