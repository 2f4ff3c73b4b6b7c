import { lstatSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  type ModuleVerification,
  moduleVerification,
  moduleVerificationFile,
  parseModuleVerification,
  type RecordedMismatch,
  seenAs,
} from '../domain/module-verification.ts';
import { writeJsonState } from '../store/json-state.ts';
import { readBytes } from '../store/read-bytes.ts';
import type { ModulePlan } from './module-plan.ts';
import type { VerifiedModules, VerifyFinding } from './verify-result.ts';

/** What a mismatch is bound to: more do not make it more certain. */
const MAX_SEEN = 20;

/** Keeps the result in the state directory, where `check` and the metrics find it. Throws StoreError. */
export async function recordVerification(
  stateDir: string,
  plan: ModulePlan,
  { modules, findings }: VerifiedModules,
): Promise<void> {
  const record: ModuleVerification = moduleVerification(
    plan.project.name,
    {
      modules: Object.fromEntries(modules.map(({ path, used, state }) => [path, { used, state }])),
      mismatches: findings
        .filter(({ state }) => state === 'mismatch')
        .map((finding) =>
          recorded(plan, modules.find(({ path }) => path === finding.module)?.used ?? '', finding),
        ),
    },
    new Date(),
  );
  const file = moduleVerificationFile(stateDir, plan.project.dir);
  const before = parseModuleVerification((await readBytes(file))?.toString('utf8') ?? '');
  // The same again is no news: facts would be collected anew.
  if (before !== null && isDeepStrictEqual({ ...before, verifiedAt: record.verifiedAt }, record)) return;
  await writeJsonState(file, record);
}

function recorded(plan: ModulePlan, used: string, finding: VerifyFinding): RecordedMismatch {
  const { module: path, version, part, file, line, files } = finding;
  const [first] = files;
  const root = part === 'vendor' ? vendorRoot(plan, path, file) : file;
  const names = part === 'go.sum' ? [] : files.slice(0, MAX_SEEN).map(({ name }) => join(root, name));
  const seen = [...new Set([file, ...names])];
  const source = /^(.*):(\d+)$/.exec(finding.source ?? '');
  const origin = first === undefined || part === 'vendor' ? file : join(root, first.name);
  return {
    path,
    version,
    used,
    expected: finding.expected ?? '-',
    actual: finding.actual ?? '-',
    origin: shortened(origin, plan),
    file: part === 'go.sum' ? file : (source?.[1] ?? plan.sumFile),
    line: line ?? Number(source?.[2] ?? 1),
    seen: Object.fromEntries(seen.map((each) => [each, look(each)])),
  };
}

function vendorRoot(plan: ModulePlan, path: string, file: string): string {
  return plan.vendor === null ? dirname(file) : join(plan.vendor.dir, path);
}

function shortened(file: string, { gomodcache, project }: ModulePlan): string {
  if (file.startsWith(`${gomodcache}/`)) return `$GOMODCACHE/${file.slice(gomodcache.length + 1)}`;
  return file.startsWith(`${project.dir}/`) ? file.slice(project.dir.length + 1) : file;
}

function look(path: string): string {
  const stat =
    statSync(path, { bigint: true, throwIfNoEntry: false }) ??
    lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return seenAs(
    stat === undefined ? null : { sizeBytes: Number(stat.size), mtimeNs: stat.mtimeNs, ino: stat.ino },
  );
}
