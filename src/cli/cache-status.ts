import {
  type BuildCacheStatus,
  cacheLabel,
  parseStatus,
  statusFile,
} from '../domain/build-cache-verification.ts';
import { countBuildCache } from '../integrity/build-cache/count-build-cache.ts';
import { readGenerations } from '../rollback/cache/read-generations.ts';
import { readBytes } from '../store/read-bytes.ts';
import { cacheReadOptions } from './cache-read-options.ts';
import type { CommandOptions } from './command-options.ts';
import { type GoCacheFacts, goCacheFacts } from './go-cache-facts.ts';
import { moduleCacheSummary } from './module-cache-summary.ts';
import { renderCacheStatus } from './render-cache-status.ts';
import { type Session, withTelemetry } from './session.ts';

/**
 * Where the caches are, what is in them and what the last verification found: exits 0, 1 where that was corrupt, 2 where Go
 * refuses the GOCACHE.
 */
export function cacheStatus(session: Session, _: readonly string[], __: CommandOptions): Promise<number> {
  return withTelemetry(session, 'cache', async (telemetry) => {
    const facts = await goCacheFacts(session, telemetry);
    const exitCode = facts.refused !== null ? 2 : facts.state === 'corrupt' ? 1 : 0;
    const status = {
      schema: 'godrift.cache-status/v1' as const,
      result: (['ok', 'corrupt', 'unknown'] as const)[exitCode],
      exitCode,
      build: { ...facts, ...(await contents(session, facts)) },
      generations: await generations(session),
      modules: await moduleCacheSummary(session, telemetry),
    };
    const { terminal, globals } = session;
    terminal.print(
      globals.json === true
        ? `${JSON.stringify(status, null, 2)}\n`
        : renderCacheStatus(status, terminal.colors),
    );
    return exitCode;
  });
}

/** Counted now; the share by Go version needs a reading and is the last verification's. */
async function contents({ stateDir }: Session, { root, validity }: GoCacheFacts) {
  if (root === null) return { cache: null, contents: null, verified: null };
  const bytes = await readBytes(statusFile(stateDir, root));
  const verified: BuildCacheStatus | null = bytes === null ? null : parseStatus(bytes.toString());
  return {
    cache: cacheLabel(root),
    contents: validity === 'missing' ? null : countBuildCache(root),
    verified,
  };
}

async function generations(session: Session) {
  const state = await readGenerations(cacheReadOptions(session));
  return state.generations.map(({ path, createdAt, goVersion, platform }) => ({
    path,
    createdAt: new Date(createdAt).toISOString(),
    goVersion,
    platform,
    inUse: path === state.inUse,
  }));
}

export type CacheStatus =
  Awaited<ReturnType<typeof contents>> extends infer Contents
    ? {
        readonly build: GoCacheFacts & Contents;
        readonly generations: Awaited<ReturnType<typeof generations>>;
        readonly modules: Awaited<ReturnType<typeof moduleCacheSummary>>;
      }
    : never;
