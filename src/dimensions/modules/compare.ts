import type { FactMap, Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { parseMismatch } from './checksum-mismatch.ts';
import type { ModulesExpectation } from './expectation.ts';
import { CHECKSUM_FIX, moduleFinding } from './module-finding.ts';
import { vendoringFinding } from './vendoring.ts';

const MAX_NAMED = 5;

/** What stops a build whatever the baseline says: contradicted sums, vendor out of step, go.sum or go.mod out of date. */
export function compareModules(
  expected: ModulesExpectation,
  facts: Facts,
  baseline: FactMap | null,
): readonly Finding[] {
  const vendorOutOfStep = vendorFinding(expected, facts.local.vendor);
  return [
    ...Object.entries(facts.local).flatMap(([key, value]) => checksumFinding(key, value)),
    ...vendorOutOfStep,
    ...(vendorOutOfStep.length > 0 || baseline === null ? [] : vendoringFinding(expected, facts, baseline)),
    ...goSumFinding(expected, facts.local['go.sum']),
    ...goModFinding(expected, facts.local['go.mod']),
  ];
}

function checksumFinding(key: string, value: string): readonly Finding[] {
  const mismatch = parseMismatch(key, value);
  if (mismatch === null) return [];
  const { path, expected, actual, origin, file, line } = mismatch;
  const location = { file, line };
  return [
    moduleFinding({
      key: path,
      severity: 'critical',
      expected,
      actual,
      source: 'go.sum',
      origin,
      fix: CHECKSUM_FIX,
      location,
    }),
  ];
}

function vendorFinding({ workspace }: ModulesExpectation, problems: string | undefined): readonly Finding[] {
  if (problems === undefined) return [];
  const lines = problems.split('\n');
  const place = lines.map((line) => /^(.*?):(\d+): /.exec(line)).find((match) => match !== null);
  const location = place?.[1] === undefined ? null : { file: place[1], line: Number(place[2]) };
  const details = lines.map((line) => line.replace(/^.*?: /, ''));
  const actual = `inconsistent vendoring: ${named(details, '; ')}`;
  const fix = workspace ? 'go work vendor' : 'go mod vendor';
  return [
    moduleFinding({
      key: 'vendor',
      expected: 'vendor/modules.txt as go.mod has it',
      actual,
      origin: 'vendor/modules.txt',
      fix,
      location,
    }),
  ];
}

function goSumFinding(expected: ModulesExpectation, missing: string | undefined): readonly Finding[] {
  if (missing === undefined) return [];
  const modules = missing.split(' ');
  const at = modules
    .map((entry) => expected.places.get(entry.replace(/@.*$/, '')))
    .find((place) => place !== undefined);
  return [
    moduleFinding({
      key: 'go.sum',
      kind: 'missing',
      expected: `a sum for ${named(modules, ', ')}`,
      source: 'go.mod',
      origin: 'go.sum',
      fix: 'go mod tidy  # or git checkout -- go.sum',
      location: at ?? null,
    }),
  ];
}

function goModFinding({ goModFile }: ModulesExpectation, actual: string | undefined): readonly Finding[] {
  if (actual === undefined) return [];
  const location = goModFile === null ? null : { file: goModFile, line: 1 };
  return [
    moduleFinding({ key: 'go.mod', actual, source: 'go', origin: 'go.mod', fix: 'go mod tidy', location }),
  ];
}

function named(entries: readonly string[], separator: string): string {
  const more = entries.length - MAX_NAMED;
  return entries.slice(0, MAX_NAMED).join(separator) + (more > 0 ? `${separator}and ${more} more` : '');
}
