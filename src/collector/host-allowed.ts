import { isIP } from 'node:net';

/**
 * Whether a `Host` header names this server: an IP literal, localhost or an allowed name, with or without a port. A page on
 * a name that was rebound to this address must not read it.
 */
export function hostAllowed(header: string | undefined, allowHosts: readonly string[]): boolean {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:[\]]+))(?::\d+)?$/.exec(header ?? '') ?? [];
  if (bracketed !== undefined) return isIP(bracketed) === 6;
  const name = plain?.toLowerCase();
  if (name === undefined) return false;
  return (
    isIP(name) === 4 || name === 'localhost' || allowHosts.some((allowed) => allowed.toLowerCase() === name)
  );
}
