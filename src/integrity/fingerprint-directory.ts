import { join } from 'node:path';
import { fileHashes } from './file-hashes.ts';
import type { PlannedModule } from './module-plan.ts';
import { moduleSum } from './module-sum.ts';
import type { ModuleTruth } from './module-truth.ts';
import type { VerifyModulesOptions } from './verify-options.ts';
import type { VerifyFinding } from './verify-result.ts';

/** A local replacement has no sum to be compared with: its content is told. */
export async function fingerprintDirectory(
  module: PlannedModule,
  root: string,
  { pool, index, full }: VerifyModulesOptions,
): Promise<ModuleTruth> {
  const tree = await pool.run('tree', { root, known: full ? null : index.get(root), skipVcs: true });
  if (!tree.unchanged && tree.problems.length === 0) index.put(root, tree);
  const { path, version } = module;
  const findings = tree.problems.map(
    ({ name, kind, errno }): VerifyFinding => ({
      module: path,
      version,
      part: 'directory',
      state: 'unverified',
      file: name === '' ? root : join(root, name),
      line: null,
      expected: null,
      actual: null,
      source: null,
      files: [],
      message: `its replacement cannot be read whole: ${kind}${errno === '' ? '' : ` (${errno})`}`,
      fix: null,
    }),
  );
  const fingerprint = findings.length === 0 ? moduleSum(tree, path) : null;
  return { module, used: root, dir: root, fingerprint, findings, truth: async () => fileHashes(tree) };
}
