import { inputError } from '../domain/errors.ts';

export interface RollbackRequest {
  /** Of the snapshot `env/NAME.snap`. */
  readonly name: string;
  /** Each running shell applies a request with a new id once: letters, digits and `-`, at most 64. */
  readonly id: string;
  readonly requestedAt: Date;
}

/** In the state directory; to be replaced atomically, 0600. */
export const ROLLBACK_REQUEST_FILE = 'env/.request';

/** What `envsnap` takes as NAME. */
export const SNAPSHOT_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/;

/**
 * The text of `env/.request`, which asks every running shell for a rollback at its next prompt: line 1
 * `#ENVSNAP-REQUEST v1 <time> <id>`, line 2 `rollback NAME`. Throws InputError.
 */
export function renderRollbackRequest({ name, id, requestedAt }: RollbackRequest): string {
  if (!SNAPSHOT_NAME.test(name)) throw inputError(`no name of a snapshot: ${JSON.stringify(name)}`);
  if (!/^[A-Za-z0-9-]{1,64}$/.test(id)) throw inputError(`no id of a request: ${JSON.stringify(id)}`);
  return `#ENVSNAP-REQUEST v1 ${requestedAt.toISOString()} ${id}\nrollback ${name}\n`;
}
