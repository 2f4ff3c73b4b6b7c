import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { hostAllowed } from './host-allowed.ts';
import { acceptsGzip, negotiateType } from './negotiate.ts';
import type { Pages } from './page.ts';

const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

export interface Site {
  /** Names that `Host` may hold besides IP literals and localhost. */
  readonly allowHosts: readonly string[];
  /** The latest pages; `/metrics` is among them from the first snapshot on. */
  readonly pages: () => Pages;
}

interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** Answers one request from what is rendered already. */
export function respond(request: IncomingMessage, response: ServerResponse, site: Site): void {
  const { status, headers, body } = answer(request, site);
  response.writeHead(status, { ...SECURITY_HEADERS, ...headers, 'Content-Length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function answer({ method, url = '', headers }: IncomingMessage, { allowHosts, pages }: Site): Answer {
  if (!hostAllowed(headers.host, allowHosts)) return text(403, 'this Host is not allowed (--allow-host)');
  if (method !== 'GET' && method !== 'HEAD') return text(405, 'GET and HEAD only', { Allow: 'GET, HEAD' });
  const path = url.split('?', 1)[0] ?? '';
  if (path === '/healthz') return text(200, 'ok');
  const current = pages();
  if (path === '/readyz' && current.has('/metrics')) return text(200, 'ok');
  if (path === '/readyz' || (path === '/metrics' && !current.has(path))) {
    return text(503, 'no snapshot yet', { 'Retry-After': '1' });
  }
  const offers = current.get(path) ?? [];
  const types = offers.map((offer) => offer.contentType);
  const page = offers[negotiateType(headers.accept, types)];
  if (page === undefined) return text(404, 'not found');
  const found = { 'Content-Type': page.contentType, Vary: 'Accept, Accept-Encoding' };
  return acceptsGzip(headers['accept-encoding']?.toString())
    ? { status: 200, headers: { ...found, 'Content-Encoding': 'gzip' }, body: page.gzipped }
    : { status: 200, headers: found, body: page.body };
}

function text(status: number, line: string, headers: OutgoingHttpHeaders = {}): Answer {
  return {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers },
    body: Buffer.from(`${line}\n`),
  };
}
