import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface BadEndpoint extends AsyncDisposable {
  readonly url: string;
}

/** Nothing listens there. */
export async function refusingEndpoint(): Promise<BadEndpoint> {
  const { url, ...server } = await tcpServer(() => {});
  await server[Symbol.asyncDispose]();
  return { url, async [Symbol.asyncDispose]() {} };
}

/** Takes everything and says nothing. */
export function silentEndpoint(): Promise<BadEndpoint> {
  return tcpServer((socket) => socket.resume());
}

/** Answers, a byte at a time. */
export function drippingEndpoint(): Promise<BadEndpoint> {
  return tcpServer((socket) => {
    socket.resume();
    socket.write('HTTP/1.1 200 OK\r\nX-Long: ');
    const timer = setInterval(() => socket.write('x'), 200);
    socket.once('close', () => clearInterval(timer));
  });
}

/** A stopped process with a full queue of connections: the kernel drops what comes next, as a firewall would. */
export async function blackHole(): Promise<BadEndpoint> {
  const listen =
    "const s=require('net').createServer();s.listen({port:0,host:'127.0.0.1',backlog:1},()=>console.log(s.address().port))";
  const child = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [printed] = await once(child.stdout, 'data');
  const port = Number(`${printed}`);
  child.kill('SIGSTOP');
  const fillers = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const filler of fillers) filler.destroy();
      child.kill('SIGKILL');
    },
  };
}

async function tcpServer(serve: (socket: Socket) => void): Promise<BadEndpoint> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
