import { expect, test } from 'vitest';
import type { ReportedFinding } from '../../src/domain/finding.ts';
import { projectReport } from '../../src/domain/project-report.ts';
import { dimensionState, projectState } from '../telemetry/project-state.ts';

test('a project is reported with all of its dimensions and findings, and without what is for godrift only', () => {
  const state = projectState({ dimensions: [dimensionState('tools'), dimensionState('modules')] });
  const report = projectReport(state);
  expect(report).toMatchObject({
    project: state.project.name,
    dir: state.project.dir,
    baseline: state.baseline.kind,
  });
  expect(Object.keys(report)).not.toContain('upstream');
  expect(report.dimensions.map((dimension) => Object.keys(dimension))).toEqual(
    state.dimensions.map(() => [
      'id',
      'state',
      'reason',
      'message',
      'fix',
      'fingerprint',
      'entries',
      'changed',
      'changeRatio',
      'score',
      'durationMs',
    ]),
  );
  expect(report.dimensions.map(({ id }) => id)).toEqual(state.dimensions.map(({ id }) => id));
});

test('a finding has its file and line, or null', () => {
  const finding: ReportedFinding = {
    id: 'tools.gopls.mismatch',
    dimension: 'tools',
    key: 'gopls',
    kind: 'mismatch',
    change: 'minor',
    severity: 'warning',
    weight: 0.5,
    expected: 'v0.20.0',
    actual: 'v0.19.0',
    source: 'godrift.yaml',
    origin: 'PATH',
    fix: null,
    location: { file: '/m/godrift.yaml', line: 3 },
    accepted: null,
  };
  const { weight: _, location: __, ...reported } = finding;
  const upstream = { state: 'unknown', reason: 'offline', message: 'no network' } as const;
  const { findings, ...report } = projectReport({
    ...projectState(),
    upstream,
    dimensions: [dimensionState('tools', { findings: [finding, { ...finding, location: null }] })],
  });
  expect(findings).toEqual([
    { ...reported, file: '/m/godrift.yaml', line: 3 },
    { ...reported, file: null, line: null },
  ]);
  expect(report.upstream).toBe(upstream);
});
