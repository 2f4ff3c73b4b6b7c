import { existsSync } from 'node:fs';
import type { Telemetry } from '../contract/tracer.ts';
import { inputError } from '../domain/errors.ts';
import type { BuildCacheReport } from '../integrity/build-cache/build-cache-report.ts';
import type { PoisonedBinary } from '../integrity/build-cache/poisoned-binaries.ts';
import type { TreeIndex } from '../integrity/tree-index.ts';
import type { WorkerPool } from '../integrity/worker-pool.ts';
import type { CommandOptions } from './command-options.ts';
import { type GoCacheFacts, goCacheFacts } from './go-cache-facts.ts';
import type { Session } from './session.ts';

export interface BuildVerification {
  readonly path: string | null;
  readonly root: string | null;
  /** Why nothing could be told; null where something could. */
  readonly reason: string | null;
  readonly fix: string | null;
  /** Null where there is no cache yet, or nothing could be told. */
  readonly report: BuildCacheReport | null;
  /** Programs that hold what a corrupt entry gave. */
  readonly poisoned: readonly PoisonedBinary[];
}

/** Verifies the GOCACHE in force and records the result. */
export async function verifyBuild(
  session: Session,
  telemetry: Telemetry,
  options: CommandOptions,
  work: { readonly index: TreeIndex; readonly pool: WorkerPool },
): Promise<BuildVerification> {
  const facts = await goCacheFacts(session, telemetry);
  const nothing = { ...identity(facts), report: null, poisoned: [] };
  if (facts.refused !== null) return { ...nothing, reason: facts.refused, fix: facts.fix };
  if (facts.root === null || facts.validity === 'missing') return { ...nothing, reason: null, fix: null };
  const [{ verifyBuildCache }, { recordBuildCache }] = await Promise.all([
    import('../integrity/build-cache/verify-build-cache.ts'),
    import('../integrity/build-cache/record-build-cache.ts'),
  ]);
  const report = await verifyBuildCache({
    ...{ root: facts.root, lookFirst: true, ...work },
    full: options.full === true,
    trust: options.trust === true,
  });
  await recordBuildCache(session.stateDir, report);
  const poisoned =
    options.binaries === undefined || report.findings.length === 0
      ? []
      : await poisonedIn(session, options.binaries, report);
  return { ...identity(facts), reason: null, fix: null, report, poisoned };
}

async function poisonedIn(session: Session, paths: readonly string[], report: BuildCacheReport) {
  const [{ poisonedBinaries }, { resolve }] = await Promise.all([
    import('../integrity/build-cache/poisoned-binaries.ts'),
    import('node:path'),
  ]);
  const files = paths.map((path) => resolve(session.cwd, path));
  const missing = files.find((path) => !existsSync(path));
  if (missing !== undefined) throw inputError(`--binaries ${missing}: there is no such file or directory`);
  return poisonedBinaries(files, report.findings);
}

function identity({ path, root }: GoCacheFacts) {
  return { path, root };
}

/** 1 for what is corrupt, 2 where something could not be told. */
export function buildExitCode({ reason, report }: BuildVerification): 0 | 1 | 2 {
  if (report !== null && report.findings.length > 0) return 1;
  return reason !== null || (report !== null && (report.problems.length > 0 || report.busy > 0)) ? 2 : 0;
}
