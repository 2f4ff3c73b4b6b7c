import { basename, isAbsolute } from 'node:path';
import type { Host } from '../../host/host.ts';

/** Shells that answer `--version` without reading any start-up file. */
const ANSWERING = new Set(['bash', 'zsh', 'fish']);
const LIMIT_MS = 1000;

/** The version that a shell's executable (absolute) prints, `5.2.15`; null where it prints none. */
export async function shellVersion(host: Pick<Host, 'run'>, shell: string): Promise<string | null> {
  if (!isAbsolute(shell) || !ANSWERING.has(basename(shell))) return null;
  const { stdout } = await host.run(shell, ['--version'], {
    env: { LC_ALL: 'C' },
    timeoutMs: LIMIT_MS,
    reusable: true,
  });
  return /\d+(?:\.\d+)+/.exec(stdout.split('\n', 1)[0] ?? '')?.[0] ?? null;
}
