import { isAbsolute } from 'node:path';
import { CollectError } from '../domain/errors.ts';
import type { Host } from './host.ts';

/** What Linux looks at of a file to start it. */
const LOOKED_AT_BYTES = 256;
/** Of scripts that are the interpreters of scripts. */
const MAX_INTERPRETERS = 5;
/** What binfmt_misc often makes executable: Windows programs, WebAssembly, Java classes. */
const FOREIGN = /^(?:MZ|\0asm|\xca\xfe\xba\xbe)/;

/**
 * Why Linux does not start an executable file, in the words of os/exec: `fork/exec PATH: exec format error`. null where it starts,
 * where that cannot be told, and on other platforms.
 */
export function startError(
  host: Pick<Host, 'platform' | 'firstBytes' | 'stat'>,
  path: string,
): string | null {
  if (host.platform !== 'linux') return null;
  const why = errorOf(host, path, MAX_INTERPRETERS);
  return why === null ? null : `fork/exec ${path}: ${why}`;
}

/** As the kernel decides (fs/binfmt_script.c). */
function errorOf(host: Pick<Host, 'firstBytes' | 'stat'>, path: string, left: number): string | null {
  let bytes: Uint8Array | null;
  try {
    bytes = host.firstBytes(path, LOOKED_AT_BYTES);
  } catch (cause) {
    if (cause instanceof CollectError) return null;
    throw cause;
  }
  if (bytes === null) return 'no such file or directory';
  const start = Buffer.from(bytes).toString('latin1');
  if (start.startsWith('\x7fELF') || FOREIGN.test(start)) return null;
  if (!start.startsWith('#!')) return 'exec format error';
  // A carriage return is part of the name: a script with CRLF names no interpreter that is there.
  const [, interpreter = ''] = /^#![ \t]*([^ \t\n\0]*)/.exec(start) ?? [];
  if (interpreter === '') return 'exec format error';
  // Relative ones are looked for in the directory where Go runs the program.
  if (!isAbsolute(interpreter) || left === 0) return null;
  return interpreterError(host, Buffer.from(interpreter, 'latin1').toString(), left - 1);
}

function interpreterError(
  host: Pick<Host, 'firstBytes' | 'stat'>,
  path: string,
  left: number,
): string | null {
  const stat = host.stat(path);
  if (stat === null) return 'no such file or directory';
  if (stat.kind !== 'file' || (stat.mode & 0o111) === 0) return 'permission denied';
  return errorOf(host, path, left);
}
