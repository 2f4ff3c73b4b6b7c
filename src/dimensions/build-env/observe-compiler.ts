import { CollectError } from '../../domain/errors.ts';
import type { Facts } from '../../domain/facts.ts';
import { tilde } from '../../host/go-settings.ts';
import type { Host } from '../../host/host.ts';

const VERSION_LIMIT_MS = 5_000;

/** The C compiler that cgo would run: fact `CC.version`, the first line of its `--version`; nothing without cgo. */
export async function observeCompiler(host: Host, env: Readonly<Record<string, string>>): Promise<Facts> {
  const none: Facts = { portable: {}, local: {}, origins: {} };
  const [command, ...args] = (env.CC ?? '').split(/\s+/).filter((word) => word !== '');
  if (env.CGO_ENABLED !== '1' || command === undefined) return none;
  const path = host.which(command)[0];
  if (path === undefined) return { ...none, local: { 'CC.missing': command } };
  const version = await firstLineOfVersion(host, path, args);
  if (version === null) return none;
  return {
    portable: { 'CC.version': version },
    local: {},
    origins: { 'CC.version': tilde(path, host.home) },
  };
}

async function firstLineOfVersion(host: Host, path: string, args: readonly string[]): Promise<string | null> {
  const env = { PATH: host.env.PATH ?? '', LC_ALL: 'C' };
  try {
    const result = await host.run(path, [...args, '--version'], {
      env,
      timeoutMs: VERSION_LIMIT_MS,
      reusable: true,
    });
    return result.stdout.split('\n')[0]?.trim() || null;
  } catch (cause) {
    // A compiler that does not say its version is still a compiler.
    if (cause instanceof CollectError) return null;
    throw cause;
  }
}
