import { basename, dirname, isAbsolute, join } from 'node:path';
import { type BuildCacheVerdict, parseVerdict, verdictFile } from '../../domain/build-cache-verification.ts';
import { CollectError } from '../../domain/errors.ts';
import type { Facts } from '../../domain/facts.ts';
import { defaultGoCache } from '../../host/go-settings.ts';
import type { Host } from '../../host/host.ts';
import { unlessClosed } from '../../host/unless-closed.ts';
import { type Access, observeAccess, whyClosed } from './observe-access.ts';

/** How Go takes the setting; everything but the first two keeps it from building. */
export type Validity =
  | 'usable'
  | 'missing'
  | 'off'
  | 'relative'
  | 'undefined'
  | 'not_a_directory'
  | 'unwritable';

/**
 * Where GOCACHE is and what the last verification says of it. The cache itself is not read: `check` must not hang on its size.
 * Portable: `validity` (a cache that is not there yet is usable), and whether GOCACHEPROG is set.
 */
export async function collectBuildCache(host: Host): Promise<Facts> {
  const configured = host.go.configured('GOCACHE');
  const set = configured !== null && configured.value !== '' ? configured : null;
  const path = set?.value ?? defaultGoCache(host);
  const origin = set?.origin ?? 'default';
  const program = (host.go.configured('GOCACHEPROG')?.value ?? '') !== '';
  const place = path === null ? 'undefined' : validityOf(host, path);
  const access: Access =
    path !== null && place === 'usable' ? await observeAccess(host, path) : { facts: {} };
  const blocked = path !== null && place === 'unwritable' ? whyClosed(host, path) : access.blocked;
  const opened = access.obstacle === undefined ? place : 'not_a_directory';
  const validity = blocked === undefined ? opened : 'unwritable';
  const usable = validity === 'usable' || validity === 'missing';
  const root = path !== null && usable ? (host.realpath(path) ?? path) : null;
  return {
    portable: {
      validity: validity === 'missing' ? 'usable' : validity,
      ...(program ? { GOCACHEPROG: '***' } : {}),
    },
    local: {
      ...(path === null || path === '' ? {} : { path }),
      validity,
      ...(blocked === undefined ? {} : { blocked }),
      ...(access.obstacle === undefined ? {} : { obstacle: access.obstacle }),
      ...access.facts,
      ...(path !== null && root !== null && isLink(host, path) ? { symlink: root } : {}),
      ...(root === null ? {} : { root, ...stateOf(host, root) }),
    },
    origins: { path: origin, validity: origin },
  };
}

function validityOf(host: Host, path: string): Validity {
  if (path === 'off') return 'off';
  if (!isAbsolute(path)) return 'relative';
  const stat = statIfOpen(host, path);
  if (stat === 'closed') return 'unwritable';
  if (stat !== null) return stat.kind === 'directory' ? 'usable' : 'not_a_directory';
  // Go makes it, and the directories above it, but not where a link leads to nothing: "mkdir …: file exists".
  for (let [above, below] = [dirname(path), path]; ; [above, below] = [dirname(above), above]) {
    const there = statIfOpen(host, above);
    if (there === 'closed') return 'unwritable';
    if (there === null && above !== dirname(above)) continue;
    if (isDangling(host, below)) return 'not_a_directory';
    return there?.kind !== 'directory' ? 'not_a_directory' : host.canWrite(above) ? 'missing' : 'unwritable';
  }
}

/** `closed`: a directory above lets this user not in. */
function statIfOpen(host: Host, path: string): ReturnType<Host['stat']> | 'closed' {
  try {
    return host.stat(path);
  } catch (cause) {
    if (!(cause instanceof CollectError) || cause.reason !== 'permission') throw cause;
    host.volatile('a directory above the build cache is closed');
    return 'closed';
  }
}

/** What its directory lists though nothing is behind it. */
function isDangling(host: Host, absent: string): boolean {
  return unlessClosed(host, () => host.list(dirname(absent)))?.includes(basename(absent)) === true;
}

/** Itself, not a directory above it. */
function isLink(host: Host, path: string): boolean {
  const [above, itself] = [host.realpath(dirname(path)), host.realpath(path)];
  return above !== null && itself !== null && itself !== join(above, basename(path));
}

function stateOf(host: Host, root: string): Readonly<Record<string, string>> {
  const verdict = host.stateDir === null ? null : recordedVerdict(host, host.stateDir, root);
  if (verdict === null) return { state: 'unverified' };
  const verified = { state: 'ok' };
  if (verdict.corrupt === 0) return verified;
  const standing = verdict.files.filter(({ path }) => host.stat(path) !== null);
  const [first] = standing;
  if (first === undefined) return { state: 'unverified' };
  const of = first.package === null ? '' : `, package ${first.package}`;
  return {
    state: 'corrupt',
    corrupt: String(verdict.corrupt),
    first: `${first.path} (${first.kind}${of})`.replaceAll('\n', '\\n'),
  };
}

function recordedVerdict(host: Host, stateDir: string, root: string): BuildCacheVerdict | null {
  const text = host.readText(verdictFile(stateDir, root));
  const verdict = text === null ? null : parseVerdict(text);
  const stat = host.stat(root);
  // Another directory in its place was never verified.
  return stat !== null && verdict?.directory === String(stat.ino) ? verdict : null;
}
