import { join } from 'node:path';
import { downloadedFile, moduleDirectory } from '../domain/module-cache.ts';
import { compareFiles, type FileHashes } from './compare-files.ts';
import { fileHashes } from './file-hashes.ts';
import type { CachedModule } from './hash-module.ts';
import { judgeModule } from './judge-module.ts';
import type { ModulePlan, PlannedModule } from './module-plan.ts';
import { moduleSum } from './module-sum.ts';
import type { ModuleTruth } from './module-truth.ts';
import { TOOLCHAIN } from './toolchain-module.ts';
import type { VerifyModulesOptions } from './verify-options.ts';

/** Compares what of a module lies in the module cache with go.sum. Rejects with the pool's reason where that was aborted. */
export async function verifyCached(
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
  return { module, used: prefix, dir, fingerprint: null, findings: own, truth };
}
