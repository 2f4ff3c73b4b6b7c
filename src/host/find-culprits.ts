import { refusedVariables } from '../domain/refused-variable.ts';
import type { RunResult } from './host.ts';

/**
 * The variables because of which a command failed. Where the message names several (GOOS and GOARCH), the one without which
 * Go starts; all of them where none alone does. Empty where leaving them out changes nothing.
 */
export async function findCulprits(
  { stderr }: RunResult,
  attemptWithout: (names: readonly string[]) => Promise<RunResult>,
  passedOn: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const candidates = refusedVariables(stderr, passedOn);
  if (candidates.length === 0) return [];
  for (const name of candidates) {
    const without = await attemptWithout([name]);
    if (without.exitCode === 0) return [name];
    if (candidates.length === 1) return without.stderr === stderr ? [] : candidates;
  }
  return candidates;
}
