import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { hostAllowed } from './host-allowed.ts';
import { acceptsGzip, negotiateType } from './negotiate.ts';
import type { LazyPage, Pages, Representation } from './page.ts';

const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};
/** Kept, but asked for each time: that is what the ETag is for. */
const REVALIDATE = 'private, no-cache';

const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/** Lets a request in (null), or says why not. */
export type Gate = (request: IncomingMessage) => Refusal | null | Promise<Refusal | null>;

export interface Refusal {
  readonly status: number;
  readonly line: string;
  readonly headers?: OutgoingHttpHeaders;
}

export interface Site {
  /** Names that `Host` may hold besides IP literals and localhost. */
  readonly allowHosts: readonly string[];
  /** The latest pages; `/metrics` is among them from the first snapshot on. */
  readonly pages: () => Pages;
  /** Pages rendered when they are asked for, by path. */
  readonly lazyPages?: ReadonlyMap<string, LazyPage>;
  /** Why `/readyz` is 503, in one line; null when it is 200. */
  readonly notReady?: () => string | null;
  readonly gate?: Gate;
  /** Lets everybody ask whether it lives and whether it is ready: a kubelet has no credentials. */
  readonly openProbes?: boolean;
  /** The user's own headers for every answer. */
  readonly headers?: () => OutgoingHttpHeaders;
  /** A page that could not be rendered. */
  readonly onError?: (message: string) => void;
}

interface Answer {
  readonly status: number;
  /** All of them but the user's own. */
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** Scrapers of a page ask for it in a few ways, over and over: negotiated once each. */
const negotiated = new WeakMap<readonly Representation[], Map<string, Answer>>();
const MOST_WAYS = 64;

/** Answers one request: at once wherever nothing has to be rendered or verified first. */
export function respond(request: IncomingMessage, response: ServerResponse, site: Site): void {
  const send = ({ status, headers, body }: Answer) => {
    if (response.destroyed) return;
    const own = site.headers?.();
    response.writeHead(status, own === undefined ? headers : { ...headers, ...own });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  const fail = (cause: unknown) => {
    site.onError?.(cause instanceof Error ? cause.message : String(cause));
    send(text(500, 'this page could not be rendered'));
  };
  try {
    const answered = answer(request, site);
    if (answered instanceof Promise) answered.then(send).catch(fail);
    else send(answered);
  } catch (cause) {
    fail(cause);
  }
}

function answer(request: IncomingMessage, site: Site): Answer | Promise<Answer> {
  const { method, headersDistinct } = request;
  // Of several, Node takes the first and a proxy before it may have taken another.
  const [host, ...more] = headersDistinct.host ?? [];
  if (more.length > 0 || !hostAllowed(host, site.allowHosts))
    return text(403, 'this Host is not allowed (--allow-host)');
  if (method !== 'GET' && method !== 'HEAD') return text(405, 'GET and HEAD only', { Allow: 'GET, HEAD' });
  const isOpen = site.openProbes === true && PROBES.has(pathOf(request));
  const refusal = isOpen ? null : (site.gate?.(request) ?? null);
  const go = (refused: Refusal | null) =>
    refused === null ? serve(request, site) : text(refused.status, refused.line, refused.headers);
  return refusal instanceof Promise ? refusal.then(go) : go(refusal);
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}

function serve(request: IncomingMessage, site: Site): Answer | Promise<Answer> {
  const { headers } = request;
  const path = pathOf(request);
  if (path === '/healthz') return text(200, 'ok');
  const current = site.pages();
  if (path === '/readyz') {
    const why = current.has('/metrics') ? (site.notReady?.() ?? null) : 'no snapshot yet';
    return why === null ? text(200, 'ok') : notYet(why);
  }
  if (path === '/metrics' && !current.has(path)) return notYet('no snapshot yet');
  const render = site.lazyPages?.get(path);
  if (render !== undefined) return render().then((offers) => represent(offers, headers));
  return represent(current.get(path) ?? [], headers);
}

function represent(offers: readonly Representation[], headers: IncomingMessage['headers']): Answer {
  const ways = negotiated.get(offers) ?? new Map<string, Answer>();
  negotiated.set(offers, ways);
  const encoding = headers['accept-encoding']?.toString();
  const way = JSON.stringify([headers.accept, encoding, headers['if-none-match']]);
  const known = ways.get(way);
  if (known !== undefined) return known;
  const made = negotiate(offers, headers);
  if (ways.size < MOST_WAYS) ways.set(way, made);
  return made;
}

function negotiate(offers: readonly Representation[], headers: IncomingMessage['headers']): Answer {
  const types = offers.map((offer) => offer.contentType);
  const page = offers[negotiateType(headers.accept, types)];
  if (page === undefined) return text(404, 'not found');
  const found = {
    ...SECURITY_HEADERS,
    'Content-Type': page.contentType,
    Vary: 'Accept, Accept-Encoding',
    ETag: page.etag,
    'Cache-Control': REVALIDATE,
    ...page.headers,
  };
  if (sameTag(headers['if-none-match'], page.etag))
    return { status: 304, headers: found, body: Buffer.alloc(0) };
  return acceptsGzip(headers['accept-encoding']?.toString())
    ? {
        status: 200,
        headers: { ...found, 'Content-Encoding': 'gzip', 'Content-Length': page.gzipped.length },
        body: page.gzipped,
      }
    : { status: 200, headers: { ...found, 'Content-Length': page.body.length }, body: page.body };
}

/** Compared weakly (RFC 9110, 13.1.2). */
function sameTag(header: string | undefined, etag: string): boolean {
  const tags = header?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes('*') || tags.includes(etag.replace(/^W\//, ''));
}

function notYet(why: string): Answer {
  return text(503, why, { 'Retry-After': '1' });
}

function text(status: number, line: string, headers: OutgoingHttpHeaders = {}): Answer {
  const body = Buffer.from(`${line}\n`);
  const own = { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': body.length };
  return { status, headers: { ...SECURITY_HEADERS, ...own, ...headers }, body };
}
