import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a receiver took, and what it answered. */
export interface Received {
  readonly channel: 'slack' | 'webhook' | 'wecom';
  readonly path: string;
  readonly query: URLSearchParams;
  readonly text: string;
  readonly status: number;
  readonly at: number;
}

export interface Receivers {
  readonly urls: { readonly slack: string; readonly webhook: string; readonly wecom: string };
  readonly received: readonly Received[];
  /** The next answers of a channel; `down` closes the connection. Then it accepts again. */
  readonly failNext: (channel: Received['channel'], answers: readonly (number | 'down')[]) => void;
  /** Those accepted whose text holds this. */
  readonly accepted: (channel: Received['channel'], text: string) => readonly Received[];
  readonly close: () => Promise<void>;
}

const TOKEN = 'stand-in-token';

/** Stand-ins for Slack, any webhook and WeCom, which answer as those do (the real ones are not to be had in a test). */
export async function startReceivers(): Promise<Receivers> {
  const received: Received[] = [];
  const failures = new Map<Received['channel'], (number | 'down')[]>();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const channel = url.pathname.startsWith('/slack')
      ? 'slack'
      : url.pathname.startsWith('/webhook')
        ? 'webhook'
        : 'wecom';
    const text = await bodyOf(request);
    const isToken = url.pathname.endsWith('/gettoken');
    const failure = isToken ? undefined : failures.get(channel)?.shift();
    if (failure === 'down') {
      received.push({
        channel,
        path: url.pathname,
        query: url.searchParams,
        text,
        status: 0,
        at: Date.now(),
      });
      request.socket.destroy();
      return;
    }
    const isStranger = channel === 'wecom' && !isToken && url.searchParams.get('access_token') !== TOKEN;
    const status = failure ?? 200;
    received.push({
      channel,
      path: url.pathname,
      query: url.searchParams,
      text,
      // WeCom refuses with 200.
      status: isStranger ? 401 : status,
      at: Date.now(),
    });
    response.statusCode = status;
    if (channel === 'slack') {
      response.setHeader('content-type', 'text/plain');
      response.end(status === 200 ? 'ok' : 'rate_limited');
      return;
    }
    response.setHeader('content-type', 'application/json');
    if (isToken)
      response.end(JSON.stringify({ errcode: 0, errmsg: 'ok', access_token: TOKEN, expires_in: 7200 }));
    else if (isStranger) response.end(JSON.stringify({ errcode: 40014, errmsg: 'invalid access_token' }));
    else response.end(JSON.stringify({ errcode: 0, errmsg: 'ok' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  return {
    urls: { slack: `${base}/slack`, webhook: `${base}/webhook`, wecom: `${base}/cgi-bin/` },
    received,
    failNext: (channel, answers) => void failures.set(channel, [...answers]),
    accepted: (channel, text) =>
      received.filter(
        (one) =>
          one.channel === channel &&
          one.status === 200 &&
          !one.path.endsWith('gettoken') &&
          one.text.includes(text),
      ),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
