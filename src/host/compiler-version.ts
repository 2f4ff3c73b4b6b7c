import { join } from 'node:path';
import { CollectError } from '../domain/errors.ts';
import type { Host } from './host.ts';

/**
 * What the compiler in an SDK's tool directory (GOTOOLDIR) says of itself, e.g. `go1.26.8`; null where there is none or it does not
 * say. Throws CollectError `timeout`.
 */
export async function compilerVersion(
  host: Pick<Host, 'platform' | 'run' | 'stat'>,
  toolDir: string,
): Promise<string | null> {
  const path = join(toolDir, host.platform === 'win32' ? 'compile.exe' : 'compile');
  if (host.stat(path)?.kind !== 'file') return null;
  try {
    const result = await host.run(path, ['-V=full'], { env: {}, reusable: true });
    // `compile version go1.26.8`, `compile version devel … buildID=…`
    return /^compile version (.+?)(?: buildID=\S+)?$/m.exec(result.stdout)?.[1] ?? null;
  } catch (cause) {
    if (cause instanceof CollectError && cause.reason !== 'timeout') return null;
    throw cause;
  }
}
