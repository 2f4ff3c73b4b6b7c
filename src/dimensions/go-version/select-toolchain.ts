import type { Facts } from '../../domain/facts.ts';

/** How a toolchain comes to run in this shell. */
export function selectToolchain(toolchain: string, { local: { mode, switches }, origins }: Facts): string {
  // Before 1.21 Go knows no GOTOOLCHAIN.
  if (switches === 'no') return `install ${toolchain} and put its bin directory first in PATH`;
  // A wrapper that sets it wins over the shell.
  if (/^[~/]/.test(origins.mode ?? '') && !/:\d+$/.test(origins.mode ?? ''))
    return `change ${origins.mode}, which sets GOTOOLCHAIN=${mode}, so that it selects ${toolchain}`;
  const line = `export GOTOOLCHAIN=${toolchain}`;
  return mode === 'local' ? `${line}  # GOTOOLCHAIN=local keeps Go from switching` : line;
}
