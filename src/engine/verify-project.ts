import { MODULE_STATES, type ModuleVerdict } from '../domain/module-verification.ts';
import type { ProjectState } from '../domain/state.ts';
import type { Host } from '../host/host.ts';
import { recordVerification } from '../integrity/record-verification.ts';
import { type VerifyModulesOptions, verifyModules } from '../integrity/verify-modules.ts';
import type { VerifiedModules } from '../integrity/verify-result.ts';
import { planModules } from './plan-modules.ts';

/** What a verification of one project's modules came to. */
export interface ProjectVerification extends VerifiedModules {
  readonly project: string;
  readonly dir: string;
  readonly summary: Readonly<Record<ModuleVerdict, number>>;
  /** Why nothing could be told; null where something could. */
  readonly reason: string | null;
  readonly fix: string | null;
}

/**
 * Verifies the modules that a look at a project found, and records the result for `check` and the metrics. Throws InputError,
 * CollectError as `Go.env`, StoreError; rejects with the pool's reason where that was aborted.
 */
export async function verifyProject(
  state: ProjectState,
  host: Host,
  options: VerifyModulesOptions & { readonly stateDir: string },
): Promise<ProjectVerification> {
  const { name: project, dir } = state.project;
  const plan = await planModules(state, host);
  if (plan === null) {
    const { message = null, fix = null } = state.dimensions.find(({ id }) => id === 'modules') ?? {};
    const reason = message ?? 'its modules are not known';
    return { project, dir, reason, fix, summary: summaryOf([]), modules: [], findings: [] };
  }
  const verified = await verifyModules(plan, options);
  await recordVerification(options.stateDir, plan, verified);
  return { project, dir, reason: null, fix: null, summary: summaryOf(verified.modules), ...verified };
}

function summaryOf(modules: VerifiedModules['modules']): ProjectVerification['summary'] {
  const count = (state: ModuleVerdict) => modules.filter((module) => module.state === state).length;
  const [ok, mismatch, missing, unverified] = MODULE_STATES;
  return {
    [ok]: count(ok),
    [mismatch]: count(mismatch),
    [missing]: count(missing),
    [unverified]: count(unverified),
  };
}
