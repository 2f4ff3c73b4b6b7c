import { inputError } from '../domain/errors.ts';
import { createGeneration } from '../rollback/cache/create-generation.ts';
import { planRollbackCache } from '../rollback/cache/plan-rollback-cache.ts';
import { planRotate } from '../rollback/cache/plan-rotate.ts';
import type { CommandOptions } from './command-options.ts';
import { goCacheFacts } from './go-cache-facts.ts';
import { installDirs } from './install-dirs.ts';
import { oneLine } from './one-line.ts';
import type { Session } from './session.ts';
import { switchCache } from './switch-cache.ts';
import { type BuildVerification, verifyBuild } from './verify-build.ts';

/**
 * Back to the GOCACHE before the last rotate; where the one in use is corrupt, to a new, empty one. Programs that hold what it
 * gave are named.
 */
export async function rollbackCache(
  session: Session,
  _: readonly string[],
  options: CommandOptions,
): Promise<number> {
  const { to = 'previous' } = options;
  if (to !== 'previous') throw inputError(`--to ${to}: only previous, the root before the last rotate`);
  let corrupt: BuildVerification | null = null;
  const exitCode = await switchCache(session, 'rollback', options, async (state, host, telemetry) => {
    const { state: verdict } = await goCacheFacts(session, telemetry);
    if (verdict !== 'corrupt') return planRollbackCache(state, Date.now());
    const binaries = options.binaries ?? (await installDirs(host));
    // What a verification found some time ago may have been put right since.
    const verified = await withEngine(session, (work) =>
      verifyBuild(session, telemetry, { ...options, binaries }, work),
    );
    if (verified.report === null || verified.report.findings.length === 0)
      return planRollbackCache(state, Date.now());
    corrupt = verified;
    const plan = planRotate(state, Date.now(), await host.go.local(), { corrupt: true });
    if (options.dryRun !== true) createGeneration(plan.generation);
    return plan;
  });
  if (corrupt !== null) tellCorrupt(session, corrupt);
  return exitCode;
}

async function withEngine<T>(
  { stateDir, terminal }: Session,
  run: (work: Parameters<typeof verifyBuild>[3]) => Promise<T>,
): Promise<T> {
  const [{ openTreeIndex }, { createWorkerPool }] = await Promise.all([
    import('../integrity/tree-index.ts'),
    import('../integrity/worker-pool.ts'),
  ]);
  const index = await openTreeIndex({ stateDir, onDamaged: terminal.warn });
  const pool = createWorkerPool();
  try {
    return await run({ index, pool });
  } finally {
    await Promise.all([index.close(), pool.close()]);
  }
}

/** On stderr: stdout may be JSON. */
function tellCorrupt({ terminal }: Session, { root, report, poisoned }: BuildVerification): void {
  terminal.warn(`${oneLine(root ?? '')} held ${report?.findings.length} corrupt files and is set aside`);
  for (const { path, package: held, by } of poisoned) {
    const why =
      by === 'build_id' ? 'it was linked from one of them' : `it holds package ${oneLine(held ?? '')}`;
    terminal.warn(`rebuild ${oneLine(path)}: ${why}`);
  }
}
