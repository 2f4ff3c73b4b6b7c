import { CollectError } from '../domain/errors.ts';
import type { Host } from './host.ts';

/** What `read` finds, for what only looks for more: null too where this user may not look, as for Go, which goes on without. */
export function unlessClosed<T>(host: Pick<Host, 'volatile'>, read: () => T | null): T | null {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof CollectError) || cause.reason !== 'permission') throw cause;
    host.volatile('a directory is closed to this user');
    return null;
  }
}
