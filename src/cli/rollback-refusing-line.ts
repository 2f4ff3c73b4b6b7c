import { chooseToolchain } from '../domain/toolchain-choice.ts';
import type { Host } from '../host/host.ts';

/**
 * What to say where a toolchain that GOTOOLCHAIN names is older than the go line of the project; null where it is not, or where
 * GOTOOLCHAIN names none. Throws as `selectionInputs`.
 */
export async function refusingLine(
  host: Pick<Host, 'go' | 'readText'>,
  toolchain: string | null,
): Promise<string | null> {
  if (toolchain === null) return null;
  const [{ lines, modulesOff }, { version: local }] = await Promise.all([
    host.go.selectionInputs(),
    host.go.local(),
  ]);
  const { file, go } = lines;
  if (file === null || go === null) return null;
  const choice = chooseToolchain({ ...lines, GOTOOLCHAIN: toolchain, local, modulesOff });
  if (!choice.refuses) return null;
  const rows = host.readText(file)?.split('\n') ?? [];
  const line = rows.findIndex((row) => /^[ \t]*go[ \t]/.test(row)) + 1;
  return `${file}:${line} requires go ${go}: ${toolchain} refuses to build this project`;
}
