import type { Facts } from '../../domain/facts.ts';

/** How a toolchain comes to run in this shell. */
export function selectToolchain(toolchain: string, { local: { mode, switches } }: Facts): string {
  // Before 1.21 Go knows no GOTOOLCHAIN.
  if (switches === 'no') return `install ${toolchain} and put its bin directory first in PATH`;
  const line = `export GOTOOLCHAIN=${toolchain}`;
  return mode === 'local' ? `${line}  # GOTOOLCHAIN=local keeps Go from switching` : line;
}
