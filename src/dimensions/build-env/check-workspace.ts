import { dirname } from 'node:path';
import { isWithin } from '../../domain/is-within.ts';
import { posixQuote } from '../../domain/posix-quote.ts';
import { isApproved } from './check-leftovers.ts';
import { clearedSetting } from './cleared-setting.ts';
import type { EnvCheck } from './compare.ts';
import { envFinding } from './env-finding.ts';
import { readWorkspaceProblems } from './observe-workspace.ts';

/**
 * A go.work above the project decides its build: said unless it is its own, which uses it and stands above it with no
 * repository's boundary in between.
 */
export const checkWorkspace: EnvCheck = (expected, facts, baseline) => {
  const { project, members } = expected;
  const file = project.goWorkFile;
  if (file === null || members === null || facts.portable.GOWORK === 'off') return [];
  const fromOrigin = facts.origins.GOWORK ?? 'default';
  const isNamed = fromOrigin !== 'default';
  const origin = isNamed ? fromOrigin : 'found upwards';
  const leave = (isNamed ? clearedSetting('GOWORK', facts) : null) ?? 'export GOWORK=off';
  const moduleDir = project.goModFile === null ? null : dirname(project.goModFile);
  const root = facts.local['repository.root'];
  const workDir = dirname(file);
  const isOwn = root === undefined ? isWithin(project.dir, workDir) : isWithin(workDir, root);
  if (moduleDir !== null && !members.includes(moduleDir)) {
    const actual = `${file} does not use this module: go refuses to build it`;
    const use = `go work use ${posixQuote(moduleDir)}`;
    return [
      envFinding(facts, {
        key: 'GOWORK',
        severity: 'error',
        weight: 1,
        expected: `use ${moduleDir}`,
        actual,
        origin,
        fix: isOwn ? `${use}  # or ${leave}` : `${leave}  # or ${use}`,
        location: { file, line: 1 },
      }),
    ];
  }
  if (isOwn || isApproved('GOWORK', expected, facts, baseline)) return [];
  return [
    envFinding(facts, {
      key: 'GOWORK',
      expected: 'no workspace from outside the project',
      actual: file,
      origin,
      fix: leave,
    }),
  ];
};

/** What is wrong between a go.work and its modules. */
export const checkWorkspaceModules: EnvCheck = (_, facts) =>
  readWorkspaceProblems(facts.local).map(({ severity, ...problem }) =>
    envFinding(facts, {
      key: 'GOWORK',
      ...problem,
      severity,
      ...(severity === 'error' ? { weight: 1 } : {}),
      source: 'go.work',
    }),
  );
