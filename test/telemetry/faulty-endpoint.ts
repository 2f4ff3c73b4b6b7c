import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Fault = 'none' | 'refused' | 'silent' | 'drip-feeding' | 429 | 500;

export interface FaultyEndpoint extends AsyncDisposable {
  readonly url: string;
  /** Paths of what was taken. */
  readonly accepted: readonly string[];
  readonly bodies: readonly string[];
  /** What it does from now on; what has begun goes on as it was. */
  readonly become: (fault: Fault) => Promise<void>;
}

/** An OTLP endpoint on one port that breaks and recovers. */
export async function faultyEndpoint(): Promise<FaultyEndpoint> {
  let fault: Fault = 'none';
  const accepted: string[] = [];
  const bodies: string[] = [];
  const drips = new Set<NodeJS.Timeout>();
  const answer = (path: string, body: string, response: ServerResponse) => {
    if (fault === 'none') {
      accepted.push(path);
      bodies.push(body);
      response.end('{}');
    } else if (fault === 'drip-feeding') {
      // In the headers: not even the status is ever whole.
      response.socket?.write('HTTP/1.1 200 OK\r\nX-Long: ');
      const timer = setInterval(() => response.socket?.write('x'), 100);
      drips.add(timer);
    } else if (typeof fault === 'number') {
      response.writeHead(fault, { 'Retry-After': '86400' });
      response.end('{}');
    }
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    for await (const chunk of request) chunks.push(chunk);
    answer(request.url ?? '', Buffer.concat(chunks).toString(), response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return {
    url: `http://127.0.0.1:${port}`,
    accepted,
    bodies,
    become: async (next) => {
      if (next === 'refused') await stop();
      else if (fault === 'refused') {
        server.listen(port, '127.0.0.1');
        await once(server, 'listening');
      }
      fault = next;
    },
    async [Symbol.asyncDispose]() {
      for (const timer of drips) clearInterval(timer);
      if (server.listening) await stop();
    },
  };
}
