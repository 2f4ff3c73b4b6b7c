import type { FactMap, Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { checkAhead } from './check-ahead.ts';
import { checkCgo, checkCompiler } from './check-cgo.ts';
import { checkDeclaredVariables } from './check-declared.ts';
import { checkModFlag, checkOddValues, checkTargetPlatform } from './check-leftovers.ts';
import { checkEnvFile, checkGoauth, checkModuleCache, checkTempDir } from './check-places.ts';
import { checkGoroot, checkInstalls, checkToolchain } from './check-sdk.ts';
import { checkGo111Module, checkGopath, checkRefused, checkUnused } from './check-settings.ts';
import { checkWorkspace, checkWorkspaceModules } from './check-workspace.ts';
import type { BuildEnvExpectation } from './expectation.ts';

/** One linked check: findings about settings that do not fit each other. `baseline` is null where there is none. */
export type EnvCheck = (
  expected: BuildEnvExpectation,
  facts: Facts,
  baseline: FactMap | null,
) => readonly Finding[];

const CHECKS: readonly EnvCheck[] = [
  checkUnused,
  checkGoroot,
  checkInstalls,
  checkToolchain,
  checkGo111Module,
  checkModFlag,
  checkOddValues,
  checkTargetPlatform,
  checkGopath,
  checkWorkspace,
  checkWorkspaceModules,
  checkCompiler,
  checkTempDir,
  checkEnvFile,
  checkModuleCache,
  checkGoauth,
  checkCgo,
  checkDeclaredVariables,
  checkAhead,
];

export function compareBuildEnv(
  expected: BuildEnvExpectation,
  facts: Facts,
  baseline: FactMap | null,
): readonly Finding[] {
  const refused = checkRefused(expected, facts, baseline);
  const told = new Set(refused.map(({ key }) => key));
  // A value with which Go does not start is one finding, whatever else could be said of it.
  return [
    ...refused,
    ...CHECKS.flatMap((check) => check(expected, facts, baseline)).filter(({ key }) => !told.has(key)),
  ];
}
