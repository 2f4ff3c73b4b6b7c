import { dirname } from 'node:path';
import type { EnvCheck } from './compare.ts';
import { envFinding } from './env-finding.ts';

/** A go.work above the project decides its build: said unless both are of one repository. */
export const checkWorkspace: EnvCheck = ({ project, members }, facts) => {
  const file = project.goWorkFile;
  if (file === null || members === null || facts.portable.GOWORK === 'off') return [];
  const origin = facts.origins.GOWORK === 'environment' ? 'environment' : 'found upwards';
  const fix = 'export GOWORK=off';
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
        fix: `go work use ${moduleDir}, or ${fix}`,
      }),
    ];
  }
  const root = facts.local['repository.root'];
  const workDir = dirname(file);
  const ownRepository = root !== undefined && (workDir === root || workDir.startsWith(`${root}/`));
  if (workDir === project.dir || ownRepository) return [];
  return [
    envFinding(facts, {
      key: 'GOWORK',
      expected: 'no workspace from outside the project',
      actual: file,
      origin,
      fix,
    }),
  ];
};
