import { basename, dirname, join } from 'node:path';
import type { Host } from './host.ts';

/** A real `go` command is ten times as large; a script is not. */
const SMALLEST_COMMAND_BYTES = 1024 * 1024;

/**
 * The SDK that a `go` command (links resolved) lies in, as the command itself finds it (cmd/go/internal/cfg: findGOROOT); null
 * for a script, a version manager's shim, or a link to another program, which only Go itself can tell the SDK of.
 */
export function sdkOfPlace(host: Pick<Host, 'stat'>, realpath: string): string | null {
  const bin = dirname(realpath);
  const root = dirname(bin);
  const isCommand =
    basename(bin) === 'bin' &&
    /^go(?:\.exe)?$/.test(basename(realpath)) &&
    (host.stat(realpath)?.sizeBytes ?? 0) >= SMALLEST_COMMAND_BYTES;
  return isCommand && host.stat(join(root, 'pkg', 'tool'))?.kind === 'directory' ? root : null;
}
