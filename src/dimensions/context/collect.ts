import { CollectError } from '../../domain/errors.ts';
import type { Facts } from '../../domain/facts.ts';
import { tilde } from '../../host/go-settings.ts';
import type { Host } from '../../host/host.ts';
import { readAncestors } from '../../host/process-tree.ts';
import { findCi } from './find-ci.ts';
import { findContainer } from './find-container.ts';
import { findIde } from './find-ide.ts';
import { findShell } from './find-shell.ts';
import { goArch, goOs } from './go-names.ts';
import { osVersion } from './os-version.ts';
import { shellVersion } from './shell-version.ts';

/** Where this runs. What cannot be told is left out: the context explains drift, it is none. */
export async function collectContext(host: Host): Promise<Facts> {
  const ancestors = (await told(() => readAncestors(host))) ?? [];
  const shell = findShell(ancestors, host.env.SHELL);
  const ide = findIde(ancestors, host.env);
  const known = {
    'os.name': goOs(host.platform),
    'os.version': await told(() => osVersion(host)),
    arch: goArch(host.arch),
    container: await told(() => findContainer(host)),
    'ci.name': findCi(host.env),
    'shell.path': shell === null ? null : tilde(shell, host.home),
    'shell.version': shell === null ? null : await told(() => shellVersion(host, shell)),
    'ide.name': ide?.name ?? null,
    'ide.pid': ide?.pid?.toString() ?? null,
  };
  const portable = Object.entries(known).filter((entry): entry is [string, string] => entry[1] !== null);
  return { portable: Object.fromEntries(portable), local: {}, origins: {} };
}

async function told<T>(read: () => T | Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof CollectError) return null;
    throw cause;
  }
}
