import type { DimensionId } from '../domain/dimension-id.ts';
import { InputError, type UnknownReason } from '../domain/errors.ts';
import type { ProjectState } from '../domain/state.ts';
import { UNKNOWN_DIMENSION } from '../domain/unknown-dimension.ts';
import { NO_BASELINE } from '../engine/load-baseline.ts';
import { type InputSignatures, signatureOf, statInput } from '../host/inputs.ts';

/** A project that cannot be looked at: what was true is not known to be true any more. */
export function unknownProject(
  cause: unknown,
  dir: string,
  name: string,
  dimensions: readonly DimensionId[],
  before: ProjectState | null,
): ProjectState {
  const reason = reasonOf(cause, dir);
  const message = messageOf(cause).split('\n', 1)[0] ?? '';
  return {
    ...(before ?? NEVER_SEEN),
    project: before?.project ?? { name, dir, goModFile: null, goWorkFile: null },
    takenAt: new Date(),
    dimensions: dimensions.map((id) => ({ ...UNKNOWN_DIMENSION, id, reason, message })),
  };
}

export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function reasonOf(cause: unknown, dir: string): UnknownReason {
  if (!(cause instanceof InputError)) return 'internal';
  // Of the directory itself it is said that it is not there or holds no module.
  return cause.problems.some(({ location }) => location?.file === dir) ? 'project_missing' : 'invalid_input';
}

/** Where the reason may go away, with the signatures that it has now. */
export function problemInputs(cause: unknown, dir: string): InputSignatures {
  const files =
    cause instanceof InputError ? cause.problems.map(({ location }) => location?.file ?? dir) : [];
  return Object.fromEntries(
    [dir, ...files].map((path) => {
      try {
        return [path, signatureOf(statInput(path))];
      } catch {
        return [path, 'absent'];
      }
    }),
  );
}

const NEVER_SEEN: Pick<ProjectState, 'baseline' | 'declared'> = {
  baseline: NO_BASELINE,
  declared: {
    versions: [],
    unversioned: [],
    problems: [],
    goMod: null,
    goWork: null,
    config: { env: { required: [], expect: {}, allow: [] }, tools: {} },
    configLocations: {},
    accepted: [],
  },
};
