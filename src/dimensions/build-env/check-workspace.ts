import { dirname } from 'node:path';
import { isApproved } from './check-leftovers.ts';
import { clearedSetting } from './cleared-setting.ts';
import type { EnvCheck } from './compare.ts';
import { envFinding } from './env-finding.ts';

/** A go.work above the project decides its build: said unless both are of one repository. */
export const checkWorkspace: EnvCheck = (expected, facts, baseline) => {
  const { project, members } = expected;
  const file = project.goWorkFile;
  if (file === null || members === null || facts.portable.GOWORK === 'off') return [];
  const set = clearedSetting('GOWORK', facts);
  const origin = set === null ? 'found upwards' : (facts.origins.GOWORK ?? null);
  const off = 'export GOWORK=off';
  const moduleDir = project.goModFile === null ? null : dirname(project.goModFile);
  if (moduleDir !== null && !members.includes(moduleDir)) {
    const actual = `${file} does not use this module: go refuses to build it`;
    return [
      envFinding(facts, {
        key: 'GOWORK',
        severity: 'error',
        weight: 1,
        expected: `use ${moduleDir}`,
        actual,
        origin,
        fix: `go work use ${moduleDir}, or ${off}`,
      }),
    ];
  }
  const root = facts.local['repository.root'];
  const workDir = dirname(file);
  const ownRepository = root !== undefined && (workDir === root || workDir.startsWith(`${root}/`));
  if (workDir === project.dir || ownRepository || isApproved('GOWORK', expected, facts, baseline)) return [];
  return [
    envFinding(facts, {
      key: 'GOWORK',
      expected: 'no workspace from outside the project',
      actual: file,
      origin,
      fix: set ?? off,
    }),
  ];
};
