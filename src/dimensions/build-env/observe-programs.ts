import { join } from 'node:path';
import { CollectError } from '../../domain/errors.ts';
import { quotedWords, wordsOf } from '../../domain/quoted-words.ts';
import { redactMessage } from '../../domain/redact.ts';
import type { Host } from '../../host/host.ts';
import { startError } from '../../host/start-error.ts';

type Env = Readonly<Record<string, string>>;

/** Programs that Go starts by GOCACHEPROG and GOAUTH, looked for as Go does and never started. */
export async function observePrograms(host: Host, env: Env): Promise<Readonly<Record<string, string>>> {
  const [cacheProg, auth] = await Promise.all([host.go.setting('GOCACHEPROG'), host.go.setting('GOAUTH')]);
  const refusal = cacheProg.value === '' ? null : cacheProgRefusal(host, env, cacheProg.value);
  // `;` parts the methods (cmd/go/internal/auth: runGoAuth); `off`, `netrc` and `git DIR` are Go's own.
  const missing = auth.value.split(';').some((method) => {
    const [program = ''] = wordsOf(method);
    return !['', 'off', 'netrc', 'git'].includes(program) && programError(host, env, program) !== null;
  });
  return {
    ...(refusal === null ? {} : { 'refused.GOCACHEPROG': refusal }),
    ...(missing ? { 'GOAUTH.missing': '***' } : {}),
  };
}

/** In the words of cmd/go/internal/cache: startCacheProg (the same from 1.24.0 to 1.27.4); what it names is masked. */
function cacheProgRefusal(host: Host, env: Env, value: string): string | null {
  const split = quotedWords(value);
  if ('problem' in split) return `GOCACHEPROG args: ${split.problem}`;
  const [program = ''] = split.words;
  const why = programError(host, env, program);
  return why === null
    ? null
    : redactMessage(
        `error starting GOCACHEPROG program ${JSON.stringify(program)}: ${why}`,
        'GOCACHEPROG',
        program,
      );
}

/** Why os/exec cannot start a program; null where it can. `go` puts its own `bin` first in PATH. */
function programError(host: Host, env: Env, program: string): string | null {
  if (program === '') return 'exec: no command';
  const own = program.includes('/') ? [] : host.which(join(env.GOROOT ?? '', 'bin', program));
  const [found] = [...own, ...host.which(program)];
  if (found !== undefined) return startError(host, found);
  if (!program.includes('/')) return `exec: ${JSON.stringify(program)}: executable file not found in $PATH`;
  return `fork/exec ${program}: ${isThere(host, program) ? 'permission denied' : 'no such file or directory'}`;
}

function isThere(host: Host, path: string): boolean {
  try {
    return host.stat(path) !== null;
  } catch (cause) {
    if (cause instanceof CollectError && cause.reason === 'permission') return true;
    throw cause;
  }
}
