import type { Telemetry } from '../contract/tracer.ts';
import { createHost, type RecordingHost } from '../host/create-host.ts';
import { type CacheState, readGenerations } from '../rollback/cache/read-generations.ts';
import type { CachePlan } from '../rollback/cache/switch-root.ts';
import { cacheReadOptions } from './cache-read-options.ts';
import type { CommandOptions } from './command-options.ts';
import { performRollback, printPlan, rollbackTimeout } from './perform-rollback.ts';
import { IN_FORCE, type RollbackEffect } from './rollback-effect.ts';
import { withRefusals } from './rollback-refusals.ts';
import { type Session, withTelemetry } from './session.ts';
import { tellOutcome } from './tell-outcome.ts';

/**
 * Plans a change of GOCACHE, and applies it unless `--dry-run` is given: journalled, audited, and undone where Go does not say what
 * was planned and nothing in the environment explains why.
 */
export function switchCache(
  session: Session,
  command: string,
  options: CommandOptions,
  makeCachePlan: (
    state: CacheState,
    host: RecordingHost,
    telemetry: Telemetry,
  ) => Promise<CachePlan & { readonly note?: string | null }>,
): Promise<number> {
  return withTelemetry(session, command, async (telemetry) => {
    const host = hostOf(session, telemetry, options);
    let plan: Awaited<ReturnType<typeof makeCachePlan>> | undefined;
    let effect = IN_FORCE;
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
      verify: async () => {
        if (plan === undefined) return null;
        // A new host: the one before the change keeps its answers.
        const after = hostOf(session, telemetry, options);
        const said = await goCache(after);
        const resolved = (path: string) => host.realpath(path) ?? path;
        const follows = resolved(said) === resolved(plan.to);
        if (!follows && plan.overriddenBy === null) return `go says GOCACHE=${said}, not ${plan.to}`;
        const notes = plan.note == null ? [] : [plan.note];
        effect = await withRefusals({ ...(follows ? IN_FORCE : notInForce(plan, said)), notes }, after);
        return null;
      },
      drift: null,
      // The old root stays: builds that have it go on undisturbed.
      usedBy: null,
      fingerprintBefore: null,
      fingerprintAfter: () => null,
    });
    return tellOutcome(session, performed, effect);
  });
}

/** What Go says in the environment of this command. */
async function goCache(host: RecordingHost): Promise<string> {
  // One variable: all of them would have Go try its C compiler.
  const { stdout, stderr } = await host.go.run(['env', 'GOCACHE'], { toolchain: 'local' });
  return stdout.trim() || stderr.trim();
}

function notInForce({ overriddenBy, exportLine }: CachePlan, said: string): RollbackEffect {
  const why =
    overriddenBy === 'environment'
      ? `GOCACHE=${said} in the environment wins`
      : 'GOENV=off, so Go reads no env file';
  return { ...IN_FORCE, verified: false, inForce: false, export: exportLine, why };
}

function hostOf(session: Session, telemetry: Telemetry, options: CommandOptions): RecordingHost {
  return createHost({
    env: session.env,
    // Outside of any project: a toolchain line must not decide which Go answers.
    projectDir: '/',
    online: false,
    timeoutMs: rollbackTimeout(options),
    tracer: telemetry,
  });
}
