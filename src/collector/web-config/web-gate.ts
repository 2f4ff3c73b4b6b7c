import type { TLSSocket } from 'node:tls';
import type { Gate, Refusal } from '../respond.ts';
import { createBasicAuth } from './basic-auth.ts';
import { clientCertificateAllowed } from './client-certificate.ts';
import type { WebConfig } from './load-web-config.ts';

const UNAUTHORIZED: Refusal = {
  status: 401,
  line: 'Unauthorized',
  headers: { 'WWW-Authenticate': 'Basic realm="godrift", charset="UTF-8"' },
};
const BUSY: Refusal = { status: 429, line: 'too many logins at once', headers: { 'Retry-After': '2' } };
const TOO_MANY: Refusal = { status: 429, line: 'too many requests', headers: { 'Retry-After': '1' } };
const NO_CERTIFICATE: Refusal = { status: 403, line: 'this client certificate is not allowed' };

/** Who may ask, by the web configuration in force at that moment. */
export function createWebGate(current: () => WebConfig): Gate {
  const verify = createBasicAuth();
  const take = tokenBucket();
  return (request) => {
    const { users, rateLimit, tls } = current();
    if (rateLimit !== null && !take(rateLimit)) return TOO_MANY;
    // Kept connections too: the policy may have changed since they were opened.
    if (tls !== null && !clientCertificateAllowed(request.socket as TLSSocket, tls)) return NO_CERTIFICATE;
    if (users.size === 0) return null;
    const verdict = verify(users, request.headers.authorization, request.socket.remoteAddress ?? '');
    return verdict instanceof Promise ? verdict.then(refusalOf) : refusalOf(verdict);
  };
}

function refusalOf(verdict: 'allowed' | 'denied' | 'busy'): Refusal | null {
  return verdict === 'allowed' ? null : verdict === 'busy' ? BUSY : UNAUTHORIZED;
}

/** One token each interval, at most `burst` of them kept. */
function tokenBucket(): (limit: NonNullable<WebConfig['rateLimit']>) => boolean {
  let tokens = Number.POSITIVE_INFINITY;
  let atMs = performance.now();
  return ({ intervalMs, burst }) => {
    const now = performance.now();
    tokens = Math.min(burst, tokens + (now - atMs) / intervalMs);
    atMs = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
