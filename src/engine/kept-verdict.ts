import type { ProjectState, Verdict } from '../domain/state.ts';
import { type InputSignatures, inputsUnchanged, signatureOf, statInput } from '../host/inputs.ts';
import { readAncestorsFromProc } from '../host/process-tree.ts';
import { type CacheKey, cacheFile, isSettled, keep, readKept } from './facts-cache.ts';
import type { Observation } from './observe.ts';

/** A verdict that holds as long as every input's stat data does: the facts', the baseline's, and what was written. */
interface KeptVerdict {
  readonly verdict: Verdict;
  readonly inputs: InputSignatures;
  /** The processes above, which the context was told by. */
  readonly ancestors: readonly string[];
  /** By number too: the context names the editor's. */
  readonly byPid: boolean;
}

/** Where one project's verdict is kept: on what else it hangs is in the name. */
export function verdictFile(stateDir: string, key: CacheKey, choices: readonly string[]): string {
  return cacheFile(stateDir, { ...key, dimensions: ['verdict', ...choices, ...key.dimensions] });
}

/** The verdict of an earlier run, if nothing that it was made of has changed since; else null. */
export function readVerdict(file: string): Verdict | null {
  const kept = readKept<KeptVerdict>(file);
  if (kept === null || !inputsUnchanged(kept.inputs)) return null;
  return ancestors(kept.verdict, kept.byPid).join('\0') === kept.ancestors.join('\0') ? kept.verdict : null;
}

/**
 * Keeps what a state came to for later runs, if it hangs on nothing but kept facts and `others`: paths that it was made of
 * besides, or that were written for it. Acceptances end by the clock: a state with some is not kept.
 */
export function keepVerdict(
  file: string,
  { state, inputs, kept }: Observation,
  others: readonly string[],
  startedAtMs: number,
): void {
  if (!kept || state.declared.accepted.length > 0 || process.platform !== 'linux') return;
  const more = Object.fromEntries(others.map((path) => [path, signatureOf(statInput(path))]));
  if (!isSettled(more, startedAtMs) || !hasItsBaseline(state, more)) return;
  const { project, baseline, dimensions } = state;
  const verdict: Verdict = {
    project,
    baseline: { kind: baseline.kind, from: baseline.from },
    dimensions: dimensions.map(({ facts: _, ...dimension }) => ({ ...dimension, durationMs: 0 })),
  };
  const byPid = state.dimensions.some(({ facts }) => facts?.portable['ide.pid'] !== undefined);
  keep(file, {
    verdict,
    inputs: { ...inputs, ...more },
    ancestors: ancestors(verdict, byPid),
    byPid,
  } satisfies KeptVerdict);
}

/** A baseline that was removed after it was read. */
function hasItsBaseline({ baseline }: ProjectState, inputs: InputSignatures): boolean {
  if (baseline.kind === 'none') return true;
  if (baseline.kind === 'file') return inputs[baseline.from ?? ''] !== 'absent';
  return Object.entries(inputs).some(
    ([path, signature]) => path.includes('/deployments/') && signature !== 'absent',
  );
}

function ancestors({ dimensions }: Verdict, byPid: boolean): readonly string[] {
  if (dimensions.every(({ id }) => id !== 'context')) return [];
  return readAncestorsFromProc().map(
    ({ pid, name, executable }) => `${byPid ? pid : ''} ${name} ${executable ?? ''}`,
  );
}
