import { CollectError } from '../domain/errors.ts';
import { goMessage } from '../domain/go-message.ts';
import { parseGoVersionOutput } from '../domain/go-version-output.ts';
import type { GoIdentity } from './go.ts';
import type { RunResult } from './host.ts';

/** What `go version` printed. Throws CollectError `invalid_output`. */
export function identityOf(stdout: string): GoIdentity {
  const identity = parseGoVersionOutput(stdout.trim());
  if (identity === null) {
    throw new CollectError(
      'invalid_output',
      `go version printed something that is no Go version: ${goMessage(stdout)}`,
    );
  }
  return identity;
}

/** What `go env -json` printed. Throws CollectError `invalid_output`. */
export function parseEnvJson(stdout: string): Record<string, string> {
  try {
    const values: unknown = JSON.parse(stdout);
    if (typeof values === 'object' && values !== null) {
      return Object.fromEntries(Object.entries(values).filter((entry) => typeof entry[1] === 'string'));
    }
  } catch {
    // Falls through: what was printed is said below.
  }
  throw new CollectError(
    'invalid_output',
    `go env -json printed something that is no JSON object: ${goMessage(stdout)}`,
  );
}

/** Why `go` failed, in its own words. */
export function failed(result: RunResult): CollectError {
  return new CollectError('go_failed', goMessage(result.stderr) || `go exited with ${result.exitCode}`);
}
