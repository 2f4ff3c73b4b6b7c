import type { Telemetry } from '../contract/tracer.ts';
import { parseDuration } from '../domain/duration.ts';
import { inputError } from '../domain/errors.ts';
import { createHost, type RecordingHost } from '../host/create-host.ts';
import { collectGarbage } from '../rollback/cache/collect-garbage.ts';
import { createGeneration } from '../rollback/cache/create-generation.ts';
import { cacheRootOf } from '../rollback/cache/generation.ts';
import { planRollbackCache } from '../rollback/cache/plan-rollback-cache.ts';
import { planRotate } from '../rollback/cache/plan-rotate.ts';
import { type CacheState, type ReadOptions, readGenerations } from '../rollback/cache/read-generations.ts';
import type { CachePlan } from '../rollback/cache/switch-root.ts';
import type { CommandOptions } from './command-options.ts';
import { performRollback, printPlan, rollbackTimeout, tellOutcome } from './perform-rollback.ts';
import { type Session, withTelemetry } from './session.ts';

const DEFAULT_MIN_AGE_MS = 24 * 3_600_000;
const DEFAULT_KEEP = 2;

/** A new, empty GOCACHE for builds from now on; the one in use stays for those that have it, and to be returned to. */
export function cacheRotate(
  session: Session,
  _: readonly string[],
  options: CommandOptions,
): Promise<number> {
  return switchCache(session, 'cache', options, async (state, host) => {
    const plan = planRotate(state, Date.now(), await host.go.local());
    if (options.dryRun !== true) createGeneration(plan.generation);
    return plan;
  });
}

/** Back to the GOCACHE before the last rotate. */
export function rollbackCache(
  session: Session,
  _: readonly string[],
  options: CommandOptions,
): Promise<number> {
  const { to = 'previous' } = options;
  if (to !== 'previous') throw inputError(`--to ${to}: only previous, the root before the last rotate`);
  return switchCache(session, 'rollback', options, async (state) => planRollbackCache(state, Date.now()));
}

/** Deletes generations that nothing uses any more. */
export async function cacheGc(
  session: Session,
  _: readonly string[],
  { minAge, keep }: CommandOptions,
): Promise<number> {
  const count = keep === undefined ? DEFAULT_KEEP : Number(keep);
  if (!Number.isInteger(count) || count < 0) throw inputError(`--keep ${keep} is no number of generations`);
  const { removed, kept } = await collectGarbage({
    ...readOptions(session),
    stateDir: session.stateDir,
    now: Date.now(),
    minAgeMs: minAge === undefined ? DEFAULT_MIN_AGE_MS : parseDuration(minAge),
    keep: count,
  });
  if (session.globals.json === true) {
    session.terminal.print(`${JSON.stringify({ schema: 'godrift.cache-gc/v1', removed, kept }, null, 2)}\n`);
    return 0;
  }
  const lines = [
    ...removed.map(({ path }) => `removed ${path}`),
    ...kept.map(
      ({ generation, reason, users }) =>
        `kept ${generation.path}: ${WHY[reason]}${users.length === 0 ? '' : ` (${users.join(', ')})`}`,
    ),
  ];
  session.terminal.print(`${lines.length === 0 ? 'there are no generations' : lines.join('\n')}\n`);
  return 0;
}

const WHY = {
  current: 'builds get it',
  keep_count: 'to be returned to',
  young: 'it was in use not long ago',
  in_use: 'a process uses it',
  blind: 'whether a process uses it cannot be seen',
} as const;

function switchCache(
  session: Session,
  command: string,
  options: CommandOptions,
  makeCachePlan: (state: CacheState, host: RecordingHost) => Promise<CachePlan>,
): Promise<number> {
  return withTelemetry(session, command, async (telemetry) => {
    const host = hostOf(session, telemetry, options, {});
    let plan: CachePlan | undefined;
    const makePlan = async () => {
      plan = await makeCachePlan(await readGenerations(readOptions(session)), host);
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

function readOptions({ env, terminal }: Session): ReadOptions {
  const home = env.HOME ?? '';
  return {
    env,
    platform: process.platform,
    home,
    cacheRoot: cacheRootOf(env, home),
    onDamaged: terminal.warn,
  };
}
