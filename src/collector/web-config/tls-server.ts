import type { RequestListener, ServerOptions } from 'node:http';
import { createServer, type Server } from 'node:https';
import { asksForCertificate, type FollowedWebConfig } from './follow-web-config.ts';

/** 120 s by default. */
const HANDSHAKE_MS = 5_000;

/** An HTTPS server whose certificates and versions are those in force when a connection begins. */
export function createTlsServer(
  web: FollowedWebConfig,
  limits: ServerOptions,
  answer: RequestListener,
): Server {
  let config = web.current();
  const server = createServer(
    {
      ...limits,
      ...config.tls?.context,
      handshakeTimeout: HANDSHAKE_MS,
      requestCert: asksForCertificate(config),
      // The gate judges each request by the policy in force.
      rejectUnauthorized: false,
    },
    answer,
  );
  server.prependListener('connection', () => {
    const newest = web.current();
    if (newest === config || newest.tls === null) return;
    config = newest;
    server.setSecureContext(newest.tls.context);
  });
  // A client that speaks no TLS, or another one, is no event.
  server.on('tlsClientError', (_, socket) => socket.destroy());
  return server;
}
