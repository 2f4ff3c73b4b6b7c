import { statSync } from 'node:fs';
import { join } from 'node:path';
import { downloadedFile } from '../domain/module-cache.ts';
import type { ModulePlan, PlannedModule } from './module-plan.ts';

/** So that no worker is left with a large one when the others have ended. */
export function largestFirst(
  { gomodcache }: ModulePlan,
  modules: readonly PlannedModule[],
): readonly PlannedModule[] {
  const size = ({ used }: PlannedModule) => {
    const zip = 'directory' in used ? null : join(gomodcache, downloadedFile(used.path, used.version, 'zip'));
    return zip === null ? 0 : (statSync(zip, { throwIfNoEntry: false })?.size ?? 0);
  };
  return modules
    .map((module) => ({ module, sizeBytes: size(module) }))
    .sort((a, b) => b.sizeBytes - a.sizeBytes)
    .map(({ module }) => module);
}
