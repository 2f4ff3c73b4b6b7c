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
} from './check-settings.ts';
import { checkWorkspace } from './check-workspace.ts';
import type { BuildEnvExpectation } from './expectation.ts';

/** One linked check: findings about settings that do not fit each other. */
export type EnvCheck = (expected: BuildEnvExpectation, facts: Facts) => readonly Finding[];

const CHECKS: readonly EnvCheck[] = [
  checkRefused,
  checkGoroot,
  checkInstalls,
  checkToolchain,
  checkGo111Module,
  checkGoflags,
  checkGopath,
  checkWorkspace,
  checkCompiler,
  checkDeclaredVariables,
];

export function compareBuildEnv(expected: BuildEnvExpectation, facts: Facts): readonly Finding[] {
  return CHECKS.flatMap((check) => check(expected, facts));
}
