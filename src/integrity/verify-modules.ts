import { join } from 'node:path';
import { downloadedFile, moduleDirectory } from '../domain/module-cache.ts';
import type { ModuleVerdict } from '../domain/module-verification.ts';
import { compareFiles, type FileHashes } from './compare-files.ts';
import { fileHashes } from './file-hashes.ts';
import type { CachedModule } from './hash-module.ts';
import { judgeModule } from './judge-module.ts';
import type { ModulePlan, PlannedModule } from './module-plan.ts';
import { moduleSum } from './module-sum.ts';
import type { TreeIndex } from './tree-index.ts';
import type { VerifiedModule, VerifiedModules, VerifyFinding } from './verify-result.ts';
import { verifyVendor } from './verify-vendor.ts';
import type { WorkerPool } from './worker-pool.ts';

export interface VerifyModulesOptions {
  readonly pool: WorkerPool;
  readonly index: TreeIndex;
  /** What the index says is not believed. */
  readonly full: boolean;
  readonly zips: boolean;
}

const TOOLCHAIN = 'golang.org/toolchain';

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
  const verified = await Promise.all(
    [...plan.modules, ...toolchain].map((module) => verifyModule(plan, module, options)),
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

/** A module, and what its files should be as far as that is known. */
export interface ModuleTruth {
  readonly module: PlannedModule;
  readonly used: string;
  readonly fingerprint: string | null;
  readonly findings: readonly VerifyFinding[];
  /** null where nothing that was verified is left. */
  readonly truth: () => Promise<FileHashes | null>;
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

async function verifyCached(
  plan: ModulePlan,
  module: PlannedModule,
  { path, version }: { readonly path: string; readonly version: string },
  { pool, index, full, zips }: VerifyModulesOptions,
): Promise<ModuleTruth> {
  const { gomodcache, sums, sumFile } = plan;
  const prefix = `${path}@${version}`;
  const dir = join(gomodcache, moduleDirectory(path, version));
  const zip = join(gomodcache, downloadedFile(path, version, 'zip'));
  const vendored = plan.vendor !== null;
  const input = {
    prefix,
    dir,
    downloaded: zip.slice(0, -'.zip'.length),
    zips,
    toolchain: path === TOOLCHAIN,
  };
  const judge = (cached: CachedModule) =>
    judgeModule({ path, version, required: module.required, vendored, gomodcache, sums, sumFile }, cached);
  const known = { knownDir: full ? null : index.get(dir), knownZip: full ? null : index.get(zip) };
  let cached = await pool.run('module', { ...input, ...known });
  let findings = judge(cached);
  // What was only remembered accuses nobody.
  if (
    findings.some(({ state }) => state === 'mismatch') &&
    (known.knownDir !== null || known.knownZip !== null)
  ) {
    cached = await pool.run('module', { ...input, knownDir: null, knownZip: null });
    findings = judge(cached);
  }
  const wrong = new Set(findings.filter(({ state }) => state === 'mismatch').map(({ part }) => part));
  const expected = sums.get(`${path} ${version}`)?.[0]?.hash ?? cached.ziphash;
  const kept = index.get(dir);
  // A directory that is not as it should be leaves what is known of the right one.
  if (
    cached.dir !== null &&
    !cached.dir.unchanged &&
    cached.dir.problems.length === 0 &&
    !wrong.has('directory')
  )
    index.put(dir, cached.dir);
  if (cached.zip !== null && !cached.zip.unchanged && cached.zip.sum !== null) index.put(zip, cached.zip);

  const truth = async (): Promise<FileHashes | null> => {
    if (cached.dir !== null && cached.dir.sum === expected) return fileHashes(cached.dir);
    if (kept !== null && moduleSum(kept, prefix, input.toolchain) === expected) return fileHashes(kept);
    if (!cached.zipThere) return null;
    const entries = await pool.run('zip', { zip, prefix });
    return entries?.sum === expected
      ? new Map(entries.files.map(({ name, sha256 }) => [name, sha256]))
      : null;
  };
  if (wrong.has('directory') && cached.dir !== null) {
    const right = await truth();
    const files = right === null ? [] : compareFiles(right, fileHashes(cached.dir));
    findings = findings.map((finding) =>
      finding.part === 'directory' && finding.files.length === 0 ? { ...finding, files } : finding,
    );
  }
  // It is the build list's module that is not ok, whatever stands for it.
  const own = findings.map((finding) => ({ ...finding, module: module.path, version: module.version }));
  return { module, used: prefix, fingerprint: null, findings: own, truth };
}

/** A local replacement has no sum to be compared with: its content is told. */
async function fingerprintDirectory(
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
  return { module, used: root, fingerprint, findings, truth: async () => fileHashes(tree) };
}

function worstOf(findings: readonly VerifyFinding[]): ModuleVerdict {
  return (
    (['mismatch', 'unverified', 'missing'] as const).find((state) =>
      findings.some((one) => one.state === state),
    ) ?? 'ok'
  );
}
