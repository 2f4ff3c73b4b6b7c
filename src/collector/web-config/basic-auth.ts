import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { compare } from 'bcryptjs';

/** A comparison takes some 60 ms of the one thread that also collects: it gets a quarter of it, whoever asks how often. */
const REST_FACTOR = 3;
const MAX_WAITING = 32;
const MAX_WAITING_AN_ADDRESS = 4;
/** Of no password that anybody has; the user that does not exist takes as long as one that does. */
const NOBODY = '$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi';

export type Verdict = 'allowed' | 'denied' | 'busy';
export type BasicAuth = (
  users: ReadonlyMap<string, string>,
  header: string | undefined,
  address: string,
) => Verdict | Promise<Verdict>;

/**
 * Checks `Authorization` headers against bcrypt hashes. The password that a hash was last met by is known by its keyed
 * digest, so that a scrape costs microseconds; everything else waits in a short line, one after the other.
 */
export function createBasicAuth(): BasicAuth {
  const key = randomBytes(32);
  const known = new Map<string, Buffer>();
  /** Comparisons under way, by what they compare: those who send the same wait for one. */
  const pending = new Map<string, Promise<Verdict>>();
  const waiting = new Map<string, number>();
  let lineEnd: Promise<unknown> = Promise.resolve();

  function enter(user: string, hash: string | undefined, password: string, digest: Buffer): Promise<Verdict> {
    const turn = lineEnd.then(async () => {
      const begin = performance.now();
      const matches = await compare(password, hash ?? NOBODY);
      const allowed = matches && hash !== undefined;
      if (allowed) known.set(user, digest);
      return {
        verdict: allowed ? ('allowed' as const) : ('denied' as const),
        tookMs: performance.now() - begin,
      };
    });
    lineEnd = turn.then(
      ({ tookMs }) => sleep(tookMs * REST_FACTOR, undefined, { ref: false }),
      () => {},
    );
    return turn.then(({ verdict }) => verdict);
  }

  return (users, header, address) => {
    const credentials = parseBasic(header);
    if (credentials === null) return 'denied';
    const { user, password } = credentials;
    const hash = users.get(user);
    // The hash is part of it: a changed one makes what was known worthless.
    const digest = createHmac('sha256', key)
      .update(JSON.stringify([user, hash ?? null, password]))
      .digest();
    const met = known.get(user);
    if (hash !== undefined && met !== undefined && timingSafeEqual(met, digest)) return 'allowed';
    const id = digest.toString('base64');
    const same = pending.get(id);
    if (same !== undefined) return same;
    const own = waiting.get(address) ?? 0;
    if (pending.size >= MAX_WAITING || own >= MAX_WAITING_AN_ADDRESS) return 'busy';
    waiting.set(address, own + 1);
    const turn = enter(user, hash, password, digest).finally(() => {
      pending.delete(id);
      const left = (waiting.get(address) ?? 1) - 1;
      if (left === 0) waiting.delete(address);
      else waiting.set(address, left);
    });
    pending.set(id, turn);
    return turn;
  };
}

/** User and password of a `Basic` header (RFC 7617); null where it is none. */
function parseBasic(header: string | undefined): { readonly user: string; readonly password: string } | null {
  const [, encoded] = /^basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header ?? '') ?? [];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
