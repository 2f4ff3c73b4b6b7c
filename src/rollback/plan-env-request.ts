import { join } from 'node:path';
import { inputError } from '../domain/errors.ts';
import {
  ROLLBACK_REQUEST_FILE,
  type RollbackRequest,
  renderRollbackRequest,
} from '../shell/rollback-request.ts';
import type { SavedVariables } from './env-snapshot.ts';
import { readContent } from './step.ts';
import type { Plan } from './transaction.ts';

/**
 * Asks every running shell that has the hook for a rollback at its next prompt. Throws InputError for a snapshot that the
 * shells would refuse, StoreError.
 */
export function planEnvRequest(
  stateDir: string,
  request: RollbackRequest,
  { refused }: Pick<SavedVariables, 'refused'>,
): Plan {
  if (refused.length > 0)
    throw inputError(`the running shells would refuse ${request.name}: it sets ${refused.join(', ')}`);
  const path = join(stateDir, ROLLBACK_REQUEST_FILE);
  return {
    kind: 'env',
    target: 'running shells',
    from: null,
    to: join(stateDir, 'env', `${request.name}.snap`),
    steps: [
      {
        kind: 'write_file',
        path,
        before: readContent(path),
        after: { latin1: renderRollbackRequest(request), mode: 0o600 },
        brief: `at their next prompt, the running shells roll back to ${request.name}`,
      },
    ],
  };
}
