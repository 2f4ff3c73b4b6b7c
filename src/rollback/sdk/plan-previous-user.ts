import { inputError } from '../../domain/errors.ts';
import { parseEnvFile } from '../../host/go-settings.ts';
import type { ReplacedState } from '../../store/replaced-state.ts';
import { rewriteGoEnv } from '../go-env-file.ts';
import type { FileContent } from '../step.ts';
import type { Plan } from '../transaction.ts';
import { AS_BEFORE } from './as-before.ts';
import { goEnvFileInForce } from './go-env-file-in-force.ts';
import type { UserScope } from './plan-sdk.ts';

const NEW_FILE_MODE = 0o644;

/**
 * Puts Go's env file back: byte for byte if nobody changed it since the last rollback, else its GOTOOLCHAIN line only. Throws
 * InputError where that changes nothing, or where the file would have no effect. Pure.
 */
export function planPreviousUser(from: string | null, replaced: ReplacedState, scope: UserScope): Plan {
  const { content } = scope;
  const before = replaced.files[0]?.before ?? null;
  const value = parseEnvFile(before?.latin1 ?? '').get('GOTOOLCHAIN')?.value ?? null;
  const path = goEnvFileInForce(scope, value);
  const untouched = content?.latin1 === replaced.files[0]?.after?.latin1;
  const after = untouched ? before : withLine(content, value);
  if (after?.latin1 === content?.latin1)
    throw inputError(
      `nothing to change: ${value === null ? 'GOTOOLCHAIN is not set' : `GOTOOLCHAIN=${value} is set`}, as before the last rollback`,
      path,
    );
  return {
    kind: 'sdk',
    target: path,
    from,
    to: replaced.ran ?? AS_BEFORE,
    steps: [{ kind: 'write_file', path, before: content, after, brief: briefOf(after, value) }],
  };
}

function withLine(content: FileContent | null, value: string | null): FileContent | null {
  if (content === null && value === null) return null;
  return {
    latin1: rewriteGoEnv(content?.latin1 ?? '', 'GOTOOLCHAIN', value),
    mode: content?.mode ?? NEW_FILE_MODE,
  };
}

function briefOf(after: FileContent | null, value: string | null): string {
  if (after === null) return "no env file of Go's, as before";
  return value === null ? "no GOTOOLCHAIN in Go's env file" : `GOTOOLCHAIN=${value} in Go's env file`;
}
