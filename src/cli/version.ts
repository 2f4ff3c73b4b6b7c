import { readFileSync } from 'node:fs';

declare const __GODRIFT_VERSION__: string | undefined;
declare const __GODRIFT_REVISION__: string | undefined;

/** The build puts both in; unbuilt source reads its package.json. */
export const REVISION: string =
  typeof __GODRIFT_REVISION__ === 'undefined' ? 'unknown' : __GODRIFT_REVISION__;
export const VERSION: string =
  typeof __GODRIFT_VERSION__ === 'undefined' ? sourceVersion() : __GODRIFT_VERSION__;

function sourceVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}
