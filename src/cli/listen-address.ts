import { isIP } from 'node:net';
import { inputError } from '../domain/errors.ts';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** `host:port`, `:port` or `[::1]:port`. Beyond loopback only where that is allowed, or TLS and credentials are there. */
export function parseListenAddress(
  text: string,
  { insecure }: { readonly insecure: boolean },
): ListenAddress {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535)
    throw inputError(`--listen ${JSON.stringify(text)} is not host:port, as 127.0.0.1:9464`);
  const host = match[1] ?? (match[2] === '' ? '0.0.0.0' : (match[2] ?? ''));
  if (!isLoopback(host) && !insecure) {
    throw inputError(
      `--listen ${text} is reachable from other hosts without TLS and credentials: listen on 127.0.0.1, name them in --web.config.file, or say --allow-insecure-listen`,
    );
  }
  return { host, port };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
