import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Signal } from './telemetry-wanted.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The connections of the exporters, which alone do not let go of an endpoint that does not answer. */
export interface Connections {
  /** A request that takes longer than `limitMs` ends with its connection. */
  readonly agentFactory: (signal: Signal, limitMs: number) => (protocol: string) => HttpAgent;
  /** Ends every connection and lets no new one begin. */
  readonly close: () => void;
}

export function trackConnections(env: Env): Connections {
  const open = new Set<Duplex>();
  // The exporters' own time-out starts anew with every byte.
  const timers = new WeakMap<Duplex, NodeJS.Timeout>();
  let closed = false;
  const track = (agent: HttpAgent, limitMs: number): HttpAgent => {
    const connect = agent.createConnection.bind(agent);
    const reuse = agent.reuseSocket.bind(agent);
    const limit = (socket: Duplex) =>
      timers.set(socket, setTimeout(() => socket.destroy(new Error('telemetry timed out')), limitMs).unref());
    agent.on('free', (socket: Duplex) => clearTimeout(timers.get(socket)));
    agent.reuseSocket = (socket, request) => {
      limit(socket);
      reuse(socket, request);
    };
    agent.createConnection = (options, callback) => {
      if (closed) throw new Error('telemetry has ended');
      const socket = connect(options, callback);
      if (socket) {
        open.add(socket);
        limit(socket);
        socket.once('close', () => {
          open.delete(socket);
          clearTimeout(timers.get(socket));
        });
      }
      return socket;
    };
    return agent;
  };
  return {
    agentFactory: (signal, limitMs) => (protocol) =>
      track(
        protocol === 'http:' ? new HttpAgent({ keepAlive: true }) : new HttpsAgent(tlsOptions(env, signal)),
        limitMs,
      ),
    close: () => {
      closed = true;
      // An error without a code: those with one (ECONNRESET) are tried again, which would keep the process alive.
      for (const socket of open) socket.destroy(new Error('telemetry has ended'));
    },
  };
}

/** An agent of one's own also takes over the certificates. Throws where a file cannot be read. */
function tlsOptions(env: Env, signal: Signal) {
  const file = (name: string) => {
    const path = env[`OTEL_EXPORTER_OTLP_${signal}_${name}`] || env[`OTEL_EXPORTER_OTLP_${name}`];
    return path ? readFileSync(path) : undefined;
  };
  const ca = file('CERTIFICATE');
  const cert = file('CLIENT_CERTIFICATE');
  const key = file('CLIENT_KEY');
  return { keepAlive: true, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}
