import { readFileSync, statSync } from 'node:fs';
import {
  type BuildCacheStatus,
  type BuildCacheVerdict,
  STATUS_SCHEMA,
  statusFile,
  VERDICT_SCHEMA,
  verdictFile,
} from '../../domain/build-cache-verification.ts';
import { writeJsonState } from '../../store/json-state.ts';
import type { BuildCacheReport } from './build-cache-report.ts';

const MAX_FILES = 20;

/** Keeps the result in the state directory, where `check`, `cache status` and the metrics find it. Throws StoreError. */
export async function recordBuildCache(stateDir: string, report: BuildCacheReport): Promise<void> {
  const { root, findings, entries } = report;
  const { ino } = statSync(root, { bigint: true });
  const verdict: BuildCacheVerdict = {
    schema: VERDICT_SCHEMA,
    root,
    directory: String(ino),
    corrupt: entries.corrupt,
    files: findings.slice(0, MAX_FILES).map((finding) => {
      const { path, kind } = finding;
      return { path, kind, package: finding.package };
    }),
  };
  const { durationMs, sizeBytes, actions, outputs, executables, missingOutputs, builders } = report;
  const status: BuildCacheStatus = {
    schema: STATUS_SCHEMA,
    ...{ root, durationMs, entries, sizeBytes, actions, outputs, executables, missingOutputs, builders },
    verifiedAt: new Date(report.verifiedAt).toISOString(),
    oldestUse: timestamp(report.oldestUse),
    newestUse: timestamp(report.newestUse),
  };
  await writeJsonState(statusFile(stateDir, root), status);
  if (!isRecorded(verdictFile(stateDir, root), verdict))
    await writeJsonState(verdictFile(stateDir, root), verdict);
}

function timestamp(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** What has not changed is left alone: facts hang on the file. */
function isRecorded(file: string, verdict: BuildCacheVerdict): boolean {
  try {
    return JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))) === JSON.stringify(verdict);
  } catch {
    return false;
  }
}
