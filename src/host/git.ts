import type { Tracer } from '../contract/tracer.ts';
import { CollectError } from '../domain/errors.ts';
import { runProcess } from './run-process.ts';

/** What one git command printed; null where it failed or git is not there. */
export type Git = (...args: readonly string[]) => Promise<string | null>;

const TIMEOUT_MS = 10_000;

/** git in a directory, with the environment that it would have there. */
export function gitIn(dir: string, env: Readonly<Record<string, string | undefined>>, tracer: Tracer): Git {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
  return async (...args) => {
    try {
      const options = { cwd: dir, env: given, timeoutMs: TIMEOUT_MS };
      const { exitCode, stdout } = await runProcess(tracer, 'git', args, options);
      return exitCode === 0 ? stdout : null;
    } catch (cause) {
      if (cause instanceof CollectError) return null;
      throw cause;
    }
  };
}
