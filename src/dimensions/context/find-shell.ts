import { basename } from 'node:path';
import type { Ancestor } from '../../host/process-tree.ts';

const SHELLS = new Set([
  'bash',
  'zsh',
  'fish',
  'sh',
  'dash',
  'ash',
  'ksh',
  'mksh',
  'tcsh',
  'csh',
  'nu',
  'elvish',
  'xonsh',
  'pwsh',
]);

/** The path, or at least the name, of the nearest shell above this process, else the one that `$SHELL` names. */
export function findShell(ancestors: readonly Ancestor[], shellVariable: string | undefined): string | null {
  for (const { name, executable } of ancestors) {
    if (SHELLS.has(basename(executable ?? name))) return executable ?? name;
    // A shell that is part of a larger executable (busybox).
    if (SHELLS.has(name)) return executable ?? name;
  }
  return shellVariable === undefined || shellVariable === '' ? null : shellVariable;
}
