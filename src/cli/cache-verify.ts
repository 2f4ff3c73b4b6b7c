import type { Telemetry } from '../contract/tracer.ts';
import type { ProjectVerification } from '../engine/verify-project.ts';
import type { CommandOptions } from './command-options.ts';
import { withProgress } from './progress.ts';
import { renderBuild } from './render-build.ts';
import { renderVerification } from './render-verification.ts';
import { look, projectDirs, type Session, withTelemetry } from './session.ts';
import { buildExitCode, verifyBuild } from './verify-build.ts';

const GO_TIMEOUT_MS = 60_000;
const MB = 1_000_000;
const RESULTS = ['ok', 'mismatch', 'unknown'] as const;

/**
 * Reads what the caches hold and compares it with what it should be: exits 0 where all of it is ok, 1 for a mismatch, 2 where
 * something could not be told.
 */
export function cacheVerify(
  session: Session,
  _: readonly string[],
  options: CommandOptions,
): Promise<number> {
  return withTelemetry(session, 'cache', async (telemetry) => {
    const { terminal, stateDir, globals } = session;
    const [{ openTreeIndex }, { createWorkerPool }] = await Promise.all([
      import('../integrity/tree-index.ts'),
      import('../integrity/worker-pool.ts'),
    ]);
    const index = await openTreeIndex({ stateDir, onDamaged: terminal.warn });
    const pool = createWorkerPool();
    const underWay = () => {
      const { files, bytes } = pool.progress();
      return `verifying: ${files} files, ${Math.round(bytes / MB)} MB read`;
    };
    try {
      const work = { index, pool, full: options.full === true, zips: options.zips !== false, stateDir };
      const both = options.modules !== true && options.build !== true;
      const { projects, build } = await withProgress(terminal, underWay, async () => {
        const done: ProjectVerification[] = [];
        const dirs = both || options.modules === true ? projectDirs(session) : [];
        for (const dir of dirs) done.push(await verifyOne(session, telemetry, dir, work));
        const wanted = both || options.build === true;
        return {
          projects: done,
          build: wanted ? await verifyBuild(session, telemetry, options, work) : null,
        };
      });
      const exitCode = worst(exitCodeOf(projects), build === null ? 0 : buildExitCode(build));
      const { files: filesRead, bytes: bytesRead } = pool.progress();
      const result = { schema: 'godrift.cache-verify/v1', result: RESULTS[exitCode], exitCode };
      terminal.print(
        globals.json === true
          ? `${JSON.stringify({ ...result, filesRead, bytesRead, projects, build }, null, 2)}\n`
          : renderVerification(projects, terminal.colors) + renderBuild(build, terminal.colors),
      );
      return exitCode;
    } finally {
      await Promise.all([index.close(), pool.close()]);
    }
  });
}

async function verifyOne(
  session: Session,
  telemetry: Telemetry,
  dir: string,
  work: Parameters<typeof import('../engine/verify-project.ts')['verifyProject']>[2],
): Promise<ProjectVerification> {
  const [{ verifyProject }, { createHost }, { CollectError }, { state }] = await Promise.all([
    import('../engine/verify-project.ts'),
    import('../host/create-host.ts'),
    import('../domain/errors.ts'),
    look(session, dir, telemetry, { dimensions: ['modules'], timeoutMs: GO_TIMEOUT_MS }),
  ]);
  const host = createHost({
    env: session.env,
    projectDir: state.project.dir,
    online: false,
    timeoutMs: GO_TIMEOUT_MS,
    tracer: telemetry,
  });
  try {
    return await verifyProject(state, host, work);
  } catch (error) {
    if (!(error instanceof CollectError)) throw error;
    const { name: project } = state.project;
    const summary = { ok: 0, mismatch: 0, missing: 0, unverified: 0 };
    return { project, dir, reason: error.message, fix: error.fix, summary, modules: [], findings: [] };
  }
}

/** What is wrong counts more than what cannot be told. */
function worst(a: 0 | 1 | 2, b: 0 | 1 | 2): 0 | 1 | 2 {
  return a === 1 || b === 1 ? 1 : a === 2 || b === 2 ? 2 : 0;
}

function exitCodeOf(projects: readonly ProjectVerification[]): 0 | 1 | 2 {
  if (projects.some(({ summary }) => summary.mismatch > 0)) return 1;
  return projects.every(({ reason, findings }) => reason === null && findings.length === 0) ? 0 : 2;
}
