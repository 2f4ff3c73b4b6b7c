import type { ModuleVerdict } from '../domain/module-verification.ts';
import { fingerprintDirectory } from './fingerprint-directory.ts';
import { largestFirst } from './largest-first.ts';
import type { ModulePlan, PlannedModule } from './module-plan.ts';
import type { ModuleTruth } from './module-truth.ts';
import { TOOLCHAIN } from './toolchain-module.ts';
import { verifyCached } from './verify-cached.ts';
import type { VerifyModulesOptions } from './verify-options.ts';
import type { VerifiedModule, VerifiedModules, VerifyFinding } from './verify-result.ts';
import { verifyVendor } from './verify-vendor.ts';

/**
 * Compares every module of the build list in the module cache with go.sum, the vendor directory with the cache, and
 * fingerprints local replacements. Rejects with the pool's reason where that was aborted.
 */
export async function verifyModules(
  plan: ModulePlan,
  options: VerifyModulesOptions,
): Promise<VerifiedModules> {
  const toolchain: readonly PlannedModule[] =
    plan.toolchain === null
      ? []
      : [
          {
            path: TOOLCHAIN,
            version: plan.toolchain,
            used: { path: TOOLCHAIN, version: plan.toolchain },
            required: false,
          },
        ];
  const modules = [...plan.modules, ...toolchain];
  const running = new Map(
    largestFirst(plan, modules).map((module) => [module, verifyModule(plan, module, options)]),
  );
  const verified = await Promise.all(
    modules.map((module) => running.get(module) ?? verifyModule(plan, module, options)),
  );
  const vendor =
    plan.vendor === null
      ? []
      : await verifyVendor(plan.vendor, new Map(verified.map((one) => [one.module.path, one])), options);
  const findings = [...verified.flatMap((one) => one.findings), ...vendor];
  return {
    modules: verified.map(({ module, used, fingerprint }): VerifiedModule => {
      const own = findings.filter((finding) => finding.module === module.path);
      return { path: module.path, version: module.version, used, state: worstOf(own), fingerprint };
    }),
    findings,
  };
}

async function verifyModule(
  plan: ModulePlan,
  module: PlannedModule,
  options: VerifyModulesOptions,
): Promise<ModuleTruth> {
  return 'directory' in module.used
    ? fingerprintDirectory(module, module.used.directory, options)
    : verifyCached(plan, module, module.used, options);
}

function worstOf(findings: readonly VerifyFinding[]): ModuleVerdict {
  return (
    (['mismatch', 'unverified', 'missing'] as const).find((state) =>
      findings.some((one) => one.state === state),
    ) ?? 'ok'
  );
}
