import { createServer, type RequestListener, type Server } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { inputError } from '../domain/errors.ts';
import { respond, type Site } from './respond.ts';
import type { FollowedWebConfig } from './web-config/follow-web-config.ts';

// Node's own limits are loose; these let no client hold a connection for long.
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  // Longer than a usual scrape interval, so that connections are reused.
  keepAliveTimeout: 20_000,
  // How often the two timeouts above are looked at; 30 s by default.
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 8 * 1024,
};
const MAX_CONNECTIONS = 512;
const SILENT_CLIENT_MS = 30_000;
const CLOSE_GRACE_MS = 1_000;

export interface ServerOptions extends Site {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** TLS and credentials; null or left out: plain HTTP, for all. */
  readonly web?: FollowedWebConfig | null;
}

export interface MetricsServer {
  readonly host: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  /** Stops listening, lets answers finish for a second, and ends every connection. */
  readonly close: () => Promise<void>;
}

/** Serves pages over HTTP. Throws InputError where the address cannot be listened on. */
export async function startServer({ host, port, web, ...site }: ServerOptions): Promise<MetricsServer> {
  const server = web == null ? createServer(LIMITS, answerWith(site)) : await guardedServer(web, site);
  server.maxConnections = MAX_CONNECTIONS;
  server.timeout = SILENT_CLIENT_MS;
  await listen(server, host, port);
  // Without a listener, running out of file descriptors while accepting would end the process.
  server.on('error', () => {});
  return {
    host,
    port: (server.address() as AddressInfo).port,
    scheme: server instanceof TlsServer ? 'https' : 'http',
    close: () => close(server),
  };
}

function answerWith(site: Site): RequestListener {
  return (request, response) => respond(request, response, site);
}

/** Loaded only where it is wanted: most collectors listen on loopback. */
async function guardedServer(web: FollowedWebConfig, site: Site): Promise<Server | HttpsServer> {
  const { createWebGate } = await import('./web-config/web-gate.ts');
  const headers = () => web.current().headers;
  const answer = answerWith({ ...site, headers, gate: createWebGate(web.current) });
  if (web.current().tls === null) return createServer(LIMITS, answer);
  const { createTlsServer } = await import('./web-config/tls-server.ts');
  return createTlsServer(web, LIMITS, answer);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = LISTEN_PROBLEMS.get(error.code ?? '') ?? error.code ?? error.message;
      reject(inputError(`cannot listen on ${host.includes(':') ? `[${host}]` : host}:${port}: ${why}`));
    });
    server.listen({ host, port }, resolve);
  });
}

const LISTEN_PROBLEMS: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'the port is in use; choose another with --listen HOST:PORT'],
  ['EACCES', 'not permitted; choose a port above 1023 with --listen HOST:PORT'],
  ['EADDRNOTAVAIL', 'this machine does not have that address'],
  ['ENOTFOUND', 'no such host'],
  ['EAI_AGAIN', 'the host name cannot be looked up'],
]);

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
