import { join, parse } from 'node:path';
import { z } from 'zod';
import { CollectError } from '../domain/errors.ts';
import { goMessage } from '../domain/go-message.ts';
import { runningVersion } from '../domain/go-version-output.ts';
import { releaseLag, type Upstream } from '../domain/release-lag.ts';
import type { ProjectState } from '../domain/state.ts';
import { textHash } from '../domain/text-hash.ts';
import type { Host } from '../host/host.ts';
import type { OnDamaged } from '../store/damaged.ts';
import { readJsonState, writeJsonState } from '../store/json-state.ts';

/** Releases come every few weeks. */
const FRESH_MS = 6 * 60 * 60 * 1_000;

const keptReleases = z.strictObject({ at: z.number(), versions: z.array(z.string()) });
const listed = z.object({ Versions: z.array(z.string()) });

/** How far the running Go is behind the releases that the configured module proxy lists; what is not to be had is unknown. */
export async function upstreamOf(
  { dimensions }: Pick<ProjectState, 'dimensions'>,
  host: Host,
  { stateDir, onDamaged }: { readonly stateDir: string; readonly onDamaged: OnDamaged },
): Promise<Upstream> {
  const { running } = dimensions.find(({ id }) => id === 'go_version')?.facts?.portable ?? {};
  const version = running === undefined ? null : runningVersion(running);
  if (version === null) return unknown('unsupported', 'no release of Go runs here');
  try {
    const versions = await releases(host, stateDir, onDamaged);
    const lag = releaseLag(version, versions);
    return lag === null
      ? unknown('unsupported', 'the module proxy lists no release of Go')
      : { state: 'known', ...lag };
  } catch (cause) {
    if (cause instanceof CollectError) return unknown('offline', cause.message);
    throw cause;
  }
}

function unknown(reason: 'offline' | 'unsupported', message: string): Upstream {
  return { state: 'unknown', reason, message };
}

/** Asks Go itself, which knows proxies, credentials and private settings; its `go` module is golang.org/toolchain's list. */
async function releases(host: Host, stateDir: string, onDamaged: OnDamaged): Promise<readonly string[]> {
  const { value: proxy } = await host.go.setting('GOPROXY');
  const file = join(stateDir, 'releases', `${textHash(proxy)}.json`);
  const kept = await readJsonState(
    file,
    (content) => keptReleases.safeParse(content).data ?? null,
    onDamaged,
  );
  const ageMs = Date.now() - (kept?.at ?? 0);
  if (kept !== null && ageMs >= 0 && ageMs < FRESH_MS) return kept.versions;
  const { exitCode, stdout, stderr } = await host.go.run(
    ['list', '-m', '-versions', '-retracted', '-json', 'go'],
    {
      toolchain: 'local',
      // In the module itself an SDK that is too old for it refuses to list anything.
      cwd: parse(stateDir).root,
      env: { GO111MODULE: 'on', GOWORK: 'off' },
    },
  );
  if (exitCode !== 0) throw new CollectError('offline', goMessage(stderr) || 'go list failed');
  const { Versions: versions = [] } = listed.safeParse(parseJson(stdout)).data ?? {};
  if (versions.length > 0) await writeJsonState(file, { at: Date.now(), versions });
  return versions;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
