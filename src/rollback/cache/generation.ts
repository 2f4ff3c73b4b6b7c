import { basename, dirname, isAbsolute, join } from 'node:path';
import { sha256 } from '../../domain/sha256.ts';

/** One isolated GOCACHE. */
export interface Generation {
  /** `gen-` and 12 hex digits; a path component that no other directory on the host has. */
  readonly name: string;
  readonly path: string;
  /** ms since the epoch */
  readonly createdAt: number;
  /** `go1.26.8`; null where its description is lost. */
  readonly goVersion: string | null;
  /** `linux/amd64` */
  readonly platform: string | null;
  /** The root in use when it was made. */
  readonly parent: string | null;
}

const NAME = /^gen-[0-9a-f]{12}$/;

export function isGenerationName(name: string): boolean {
  return NAME.test(name);
}

/** Whether a root is a generation of this directory, not one that Go or the user made. */
export function isGenerationOf(cacheRoot: string, path: string): boolean {
  return dirname(path) === cacheRoot && isGenerationName(basename(path));
}

/** A new generation, named after what it is made of; nothing is created yet. */
export function newGeneration(
  cacheRoot: string,
  made: Readonly<Record<'goVersion' | 'platform' | 'parent', string>> & { readonly createdAt: number },
): Generation {
  const origin = [made.goVersion, made.platform, made.createdAt, made.parent].join('\0');
  const name = `gen-${sha256(origin).slice(0, 12)}`;
  return { name, path: join(cacheRoot, name), ...made };
}

/** Beside the generation: Go owns everything below its GOCACHE. */
export function descriptionFile({ path }: Pick<Generation, 'path'>): string {
  return `${path}.json`;
}

/** `$XDG_CACHE_HOME/godrift-gocache`, else `~/.cache/godrift-gocache`. */
export function cacheRootOf(env: Readonly<Record<string, string | undefined>>, home: string): string {
  const xdg = env.XDG_CACHE_HOME ?? '';
  return join(isAbsolute(xdg) ? xdg : join(home, '.cache'), 'godrift-gocache');
}
