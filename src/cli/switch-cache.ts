import type { Telemetry } from '../contract/tracer.ts';
import { createHost, type RecordingHost } from '../host/create-host.ts';
import { type CacheState, readGenerations } from '../rollback/cache/read-generations.ts';
import type { CachePlan } from '../rollback/cache/switch-root.ts';
import { cacheReadOptions } from './cache-read-options.ts';
import type { CommandOptions } from './command-options.ts';
import { performRollback, printPlan, rollbackTimeout, tellOutcome } from './perform-rollback.ts';
import { type Session, withTelemetry } from './session.ts';

/**
 * Plans a change of GOCACHE, and applies it unless `--dry-run` is given: journalled, audited, and undone where Go does not say what
 * was planned.
 */
export function switchCache(
  session: Session,
  command: string,
  options: CommandOptions,
  makeCachePlan: (state: CacheState, host: RecordingHost, telemetry: Telemetry) => Promise<CachePlan>,
): Promise<number> {
  return withTelemetry(session, command, async (telemetry) => {
    const host = hostOf(session, telemetry, options, {});
    let plan: CachePlan | undefined;
    const makePlan = async () => {
      plan = await makeCachePlan(await readGenerations(cacheReadOptions(session)), host, telemetry);
      return plan;
    };
    if (options.dryRun === true) {
      printPlan(session, await makePlan(), []);
      return 0;
    }
    const performed = await performRollback(session, telemetry, options, {
      makePlan,
      verify: () => verify(session, telemetry, options, plan),
      drift: null,
      // The old root stays: builds that have it go on undisturbed.
      usedBy: null,
      fingerprintBefore: null,
      fingerprintAfter: () => null,
    });
    const exitCode = tellOutcome(session, performed);
    if (exitCode === 0 && plan?.exportLine != null)
      session.terminal.warn(
        `${plan.overriddenBy === 'environment' ? 'GOCACHE is set in the environment, which wins' : 'GOENV=off: Go reads no env file'}: ${plan.exportLine}`,
      );
    return exitCode;
  });
}

/** What Go itself says, without a GOCACHE of the environment. */
async function verify(
  session: Session,
  telemetry: Telemetry,
  options: CommandOptions,
  plan: CachePlan | undefined,
): Promise<string | null> {
  if (plan === undefined || plan.configured === null) return null;
  const host = hostOf(session, telemetry, options, { GOCACHE: undefined });
  // One variable: all of them would have Go try its C compiler.
  const { stdout, stderr } = await host.go.run(['env', 'GOCACHE'], { toolchain: 'local' });
  const said = stdout.trim() || stderr.trim();
  const resolved = (path: string) => host.realpath(path) ?? path;
  return resolved(said) === resolved(plan.configured)
    ? null
    : `go says GOCACHE=${said}, not ${plan.configured}`;
}

function hostOf(
  session: Session,
  telemetry: Telemetry,
  options: CommandOptions,
  env: Readonly<Record<string, string | undefined>>,
): RecordingHost {
  return createHost({
    env: { ...session.env, ...env },
    // Outside of any project: a toolchain line must not decide which Go answers.
    projectDir: '/',
    online: false,
    timeoutMs: rollbackTimeout(options),
    tracer: telemetry,
  });
}
