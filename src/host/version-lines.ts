import { dirname, join } from 'node:path';
import type { Host } from './host.ts';

/** What Go's selection reads of the file that decides. */
export interface VersionLines {
  /** `go.work` or `go.mod`; null where there is neither. */
  readonly file: string | null;
  readonly go: string | null;
  readonly toolchain: string | null;
}

/**
 * The `go` and `toolchain` lines that Go's selection looks at in a directory: of the go.work in force, else of the nearest
 * go.mod (cmd/go/internal/toolchain: modGoToolchain). `gowork` is the setting GOWORK.
 */
export function readVersionLines(
  host: Pick<Host, 'stat' | 'readText'>,
  dir: string,
  gowork: string,
): VersionLines {
  const explicit = gowork === '' || gowork === 'auto' ? null : gowork;
  const work = explicit === null ? nearestFile(host, dir, 'go.work') : explicit === 'off' ? null : explicit;
  const file = work ?? nearestFile(host, dir, 'go.mod');
  const text = file === null ? null : host.readText(file);
  if (text === null) return { file: null, go: null, toolchain: null };
  return { file, go: lookUp(text, 'go'), toolchain: lookUp(text, 'toolchain') };
}

function nearestFile(host: Pick<Host, 'stat'>, dir: string, name: string): string | null {
  for (let at = dir; ; at = dirname(at)) {
    if (host.stat(join(at, name))?.kind === 'file') return join(at, name);
    if (at === dirname(at)) return null;
  }
}

/** As cmd/go/internal/gover: GoModLookup, which does not parse the file. */
function lookUp(text: string, key: string): string | null {
  const value = new RegExp(`^[ \\t]*${key}[ \\t]+(.*?)[ \\t\\r]*(?://.*)?$`, 'm').exec(text)?.[1];
  return value === undefined || value === '' ? null : value;
}
