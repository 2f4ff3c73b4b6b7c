import type { Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { checkDeclaredVariables } from './check-declared.ts';
import { checkGoroot, checkInstalls, checkToolchain } from './check-sdk.ts';
import {
  checkCompiler,
  checkGo111Module,
  checkGoflags,
  checkGopath,
  checkRefused,
  checkUnused,
} from './check-settings.ts';
import { checkWorkspace, checkWorkspaceModules } from './check-workspace.ts';
import type { BuildEnvExpectation } from './expectation.ts';

/** One linked check: findings about settings that do not fit each other. */
export type EnvCheck = (expected: BuildEnvExpectation, facts: Facts) => readonly Finding[];

const CHECKS: readonly EnvCheck[] = [
  checkUnused,
  checkGoroot,
  checkInstalls,
  checkToolchain,
  checkGo111Module,
  checkGoflags,
  checkGopath,
  checkWorkspace,
  checkWorkspaceModules,
  checkCompiler,
  checkDeclaredVariables,
];

export function compareBuildEnv(expected: BuildEnvExpectation, facts: Facts): readonly Finding[] {
  const refused = checkRefused(expected, facts);
  const told = new Set(refused.map(({ key }) => key));
  // A value with which Go does not start is one finding, whatever else could be said of it.
  return [
    ...refused,
    ...CHECKS.flatMap((check) => check(expected, facts)).filter(({ key }) => !told.has(key)),
  ];
}
