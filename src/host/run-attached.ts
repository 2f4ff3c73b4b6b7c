import { constants } from 'node:os';
import { execa } from 'execa';
import { inputError } from '../domain/errors.ts';

/**
 * Runs a command on this process's own terminal, with this environment and no other. Returns its exit code, or 128 and the
 * signal that ended it, as shells say it. Throws InputError where it cannot be started.
 */
export async function runAttached(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const result = await execa(command, [...args], { env, extendEnv: false, stdio: 'inherit', reject: false });
  if (result.exitCode !== undefined) return result.exitCode;
  if (result.signal !== undefined) return 128 + (constants.signals[result.signal] ?? 0);
  throw inputError(`cannot run ${command}: ${result.code ?? 'unknown error'}`);
}
