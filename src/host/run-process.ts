import { basename } from 'node:path';
import type { Tracer } from '../contract/tracer.ts';
import { CollectError } from '../domain/errors.ts';
import { redactArgs } from '../domain/redact.ts';
import type { RunOptions, RunResult } from './host.ts';

const MAX_OUTPUT_CHARACTERS = 32 * 1024 * 1024;

const liveGroups = new Set<number>();
process.on('exit', () => {
  for (const pid of liveGroups) killGroup(pid);
});

/**
 * Runs one command as a traced span, without a shell. Throws CollectError `timeout`, `permission`, `unsupported`,
 * `invalid_output` (more output than any answer has); a non-zero exit is a result.
 */
export async function runProcess(
  tracer: Tracer,
  file: string,
  args: readonly string[],
  options: RunOptions & { readonly timeoutMs: number },
): Promise<RunResult> {
  const name = basename(file);
  return tracer.span(
    name === 'go' ? 'go' : 'process',
    {
      kind: 'client',
      attributes: { 'process.executable.name': name, 'process.command_args': redactArgs(args) },
    },
    async (span) => {
      const { execa } = await import('execa');
      // A process group of its own: a wrapper script that hangs leaves children, which keep the pipes open.
      const child = execa(file, [...args], {
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        env: tracer.injectEnv(options.env),
        extendEnv: false,
        detached: true,
        reject: false,
        stdin: 'ignore',
        stripFinalNewline: false,
        maxBuffer: MAX_OUTPUT_CHARACTERS,
      });
      const pid = child.pid;
      let timedOut = false;
      const timer = setTimeout(() => {
        timedOut = true;
        if (pid !== undefined) killGroup(pid);
      }, options.timeoutMs);
      if (pid !== undefined) liveGroups.add(pid);
      try {
        const result = await child;
        if (timedOut) {
          throw new CollectError(
            'timeout',
            `${name} ${args[0] ?? ''} did not answer in time`.replace('  ', ' '),
            {
              fix: 'raise --timeout, or find out why the command hangs',
            },
          );
        }
        if (result.isMaxBuffer)
          throw new CollectError(
            'invalid_output',
            `${name} ${args[0] ?? ''} printed more than any answer has`,
          );
        if (result.exitCode === undefined) {
          const denied = result.code === 'EACCES' || result.code === 'EPERM';
          const why = result.code ?? result.signal ?? 'it ended without an exit code';
          throw new CollectError(denied ? 'permission' : 'unsupported', `cannot run ${file}: ${why}`, {
            cause: result.cause,
          });
        }
        span.setAttributes({ 'process.exit.code': result.exitCode });
        if (result.exitCode !== 0) span.setError(`exit ${result.exitCode}`);
        return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
      } finally {
        clearTimeout(timer);
        if (pid !== undefined) {
          if (timedOut) killGroup(pid);
          liveGroups.delete(pid);
        }
      }
    },
  );
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
