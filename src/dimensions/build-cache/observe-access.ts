import { dirname, join } from 'node:path';
import { goMessage } from '../../domain/go-message.ts';
import type { Host } from '../../host/host.ts';

/** cmd/go/internal/cache: Open makes all 256 of them, or refuses. */
const SUBDIRECTORIES = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'));

export interface Access {
  /** Why Go refuses to open the cache; absent where it does not. */
  readonly blocked?: 'owner' | 'read-only' | 'mode' | 'above';
  /** Local facts: what Go cannot write though it opens the cache. */
  readonly facts: Readonly<Record<string, string>>;
}

/**
 * What of an existing build cache this user cannot write. Go refuses to open one in which it cannot make a subdirectory, and 1.23.12
 * and 1.25.4 to end a build after which they cannot write trim.txt. One whose
 * subdirectories are there it opens: then 1.19 and later refuse as soon as the index of a package must be written, and else keep
 * nothing, in silence; 1.18 always builds. Tried as another user with 1.18.10, 1.20.14, 1.23.12 and 1.27.4.
 */
export async function observeAccess(host: Host, path: string): Promise<Access> {
  const { full } = host.volume(path);
  const facts = full ? { full: 'no space left on device' } : {};
  const places = SUBDIRECTORIES.map((name) => join(path, name));
  const there = places.filter((place) => isDirectory(host, place));
  const closed = there.filter((place) => !host.canWrite(place));
  const [first] = closed;
  if (!host.canWrite(path) && (there.length < places.length || first === undefined))
    return { blocked: whyClosed(host, path), facts };
  if (first === undefined) return { facts };
  // What is in the cache decides whether Go refuses today.
  host.volatile('the build cache is not writable: what Go does depends on what is in it');
  const refusal = await refusalOf(host);
  return {
    facts: {
      ...facts,
      closed: `${first} (${closed.length} of its directories)`,
      'closed.why': whyClosed(host, first),
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

/** Go's words where it cannot list the packages here with its index, and can without; else ''. */
async function refusalOf(host: Host): Promise<string> {
  const list = (GODEBUG: string) =>
    host.go.run(['list', '-deps', './...'], {
      env: { GODEBUG: [host.env.GODEBUG, GODEBUG].filter((part) => (part ?? '') !== '').join(',') },
    });
  const { exitCode, stderr } = await list('goindex=1');
  if (exitCode === 0 || (await list('goindex=0')).exitCode !== 0) return '';
  return goMessage(stderr);
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
