import { parseDuration } from '../domain/duration.ts';
import { inputError } from '../domain/errors.ts';
import { collectGarbage } from '../rollback/cache/collect-garbage.ts';
import { createGeneration } from '../rollback/cache/create-generation.ts';
import { planRotate } from '../rollback/cache/plan-rotate.ts';
import { cacheReadOptions } from './cache-read-options.ts';
import type { CommandOptions } from './command-options.ts';
import type { Session } from './session.ts';
import { switchCache } from './switch-cache.ts';

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

/** Deletes generations that nothing uses any more. */
export async function cacheGc(
  session: Session,
  _: readonly string[],
  { minAge, keep }: CommandOptions,
): Promise<number> {
  const count = keep === undefined ? DEFAULT_KEEP : Number(keep);
  if (!Number.isInteger(count) || count < 0) throw inputError(`--keep ${keep} is no number of generations`);
  const { removed, kept } = await collectGarbage({
    ...cacheReadOptions(session),
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
