import { basename, dirname, join } from 'node:path';
import { CollectError } from '../../domain/errors.ts';
import { goMessage } from '../../domain/go-message.ts';
import { compareGoVersions } from '../../domain/go-version.ts';
import { runningVersion } from '../../domain/go-version-output.ts';
import { withCacheMirror } from '../../host/cache-mirror.ts';
import type { Host } from '../../host/host.ts';
import { unlessClosed } from '../../host/unless-closed.ts';

/** cmd/go/internal/cache: Open makes all 256 of them, or refuses. */
const SUBDIRECTORIES = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'));

export interface Access {
  /** Why Go refuses to open the cache; absent where it does not. */
  readonly blocked?: 'owner' | 'read-only' | 'mode' | 'above';
  /** What stands where Go wants a subdirectory; absent where nothing does. */
  readonly obstacle?: string;
  /** Local facts: what Go cannot write though it opens the cache. */
  readonly facts: Readonly<Record<string, string>>;
}

/**
 * What of an existing build cache this user cannot write. Go refuses to open one in which it cannot make a subdirectory. One whose
 * subdirectories are there it opens: then 1.19 and later refuse as soon as the index of a package must be written, and else keep
 * nothing, in silence; 1.18 always builds. 1.21 to 1.25 also refuse where they cannot write trim.txt. Tried as another user with
 * 1.18.10, 1.20.14, 1.21.13, 1.23.12, 1.25.4, 1.26.11 and 1.27.4.
 */
export async function observeAccess(host: Host, path: string): Promise<Access> {
  const { full } = host.volume(path);
  const facts = full ? { full: 'no space left on device' } : {};
  const places = SUBDIRECTORIES.map((name) => join(path, name));
  const there = places.filter((place) => isDirectory(host, place));
  const names = there.length < places.length ? (unlessClosed(host, () => host.list(path)) ?? []) : [];
  const obstacle = places.find((place) => !there.includes(place) && names.includes(basename(place)));
  if (obstacle !== undefined) return { obstacle, facts };
  const closed = there.filter((place) => !host.canWrite(place));
  const isTopClosed = !host.canWrite(path);
  if (isTopClosed && there.length < places.length) return { blocked: whyClosed(host, path), facts };
  const [first] = closed;
  if (first === undefined && !isTopClosed) return { facts };
  // What is in the cache, and how old it is, decides whether Go refuses today.
  host.volatile('the build cache is not writable: what Go does depends on what is in it');
  const index = first === undefined ? '' : await refusalOf(host, path, closed);
  const refusal = index === '' && isTopClosed ? await trimRefusal(host, path) : index;
  if (first === undefined && refusal === '') return { facts };
  return {
    facts: {
      ...facts,
      closed: first === undefined ? path : `${first} (${closed.length} of its directories)`,
      'closed.why': whyClosed(host, first ?? path),
      ...(refusal === '' ? {} : { 'closed.refusal': refusal }),
    },
  };
}

/** Why a place that is not there cannot be made, or one that is there cannot be written. */
export function whyClosed(host: Host, path: string): NonNullable<Access['blocked']> {
  for (let dir = path; ; dir = dirname(dir)) {
    const stat = statOf(host, dir);
    if (stat === null && dir !== dirname(dir)) continue;
    const { readOnly, owned } = host.volume(dir);
    if (readOnly) return 'read-only';
    if (dir !== path) return 'above';
    return owned ? 'mode' : 'owner';
  }
}

/** Go's words where it cannot list the packages here with its index, and can without; else ''. Nothing is written in the cache. */
async function refusalOf(host: Host, path: string, closed: readonly string[]): Promise<string> {
  const names = closed.map((place) => basename(place));
  const open = SUBDIRECTORIES.filter((name) => !names.includes(name));
  return withCacheMirror(path, { closed: names, open }, async (mirror) => {
    const list = (GODEBUG: string) =>
      host.go.run(['list', '-deps', './...'], {
        env: {
          GODEBUG: [host.env.GODEBUG, GODEBUG].filter((part) => (part ?? '') !== '').join(','),
          GOCACHE: mirror,
        },
      });
    const { exitCode, stderr } = await list('goindex=1');
    if (exitCode === 0 || (await list('goindex=0')).exitCode !== 0) return '';
    return goMessage(stderr.replaceAll(mirror, path));
  });
}

/** cmd/go/internal/cache: trimInterval and mtimeInterval, in seconds. */
const TRIM_INTERVAL = 86_400;
const MAX_AHEAD = 3_600;

/** In the words of cmd/go/internal/work: Builder.Do; '' where Go does not trim now, or goes on without (before 1.21, since 1.26). */
async function trimRefusal(host: Host, path: string): Promise<string> {
  const version = await goVersion(host);
  if (version === null || compareGoVersions(version, '1.21') < 0 || compareGoVersions(version, '1.26') >= 0)
    return '';
  const file = join(path, 'trim.txt');
  const stat = statOf(host, file);
  const { readOnly, owned } = host.volume(stat === null ? path : file);
  if (stat !== null) {
    const age =
      host.now().getTime() / 1000 -
      Number(unlessClosed(host, () => host.readText(file))?.trim() || Number.NaN);
    if (age < TRIM_INTERVAL && age > -MAX_AHEAD) return '';
    if (!readOnly && (stat.mode & (owned ? 0o200 : 0o002)) !== 0) return '';
  }
  return `failed to trim cache: open ${file}: ${readOnly ? 'read-only file system' : 'permission denied'}`;
}

/** Null where no Go runs here: that is told elsewhere. */
async function goVersion(host: Host): Promise<string | null> {
  try {
    return runningVersion((await host.go.env()).GOVERSION ?? '');
  } catch (cause) {
    if (cause instanceof CollectError) return null;
    throw cause;
  }
}

function isDirectory(host: Host, path: string): boolean {
  return statOf(host, path)?.kind === 'directory';
}

/** Null also for what a closed directory hides. */
function statOf(host: Host, path: string): ReturnType<Host['stat']> {
  try {
    return host.stat(path);
  } catch {
    return null;
  }
}
