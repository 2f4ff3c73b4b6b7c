import { compareGoVersions } from '../../domain/go-version.ts';
import { runningVersion } from '../../domain/go-version-output.ts';
import { editedPins } from './edited-pins.ts';
import type { ProjectScope } from './plan-sdk.ts';

/** Whether `to` is older than the SDK in PATH, yet a version file may make the shim in PATH choose it. */
export function lowersByVersionFile(
  to: string,
  { declared, local, shim }: Pick<ProjectScope, 'declared' | 'local' | 'shim'>,
): boolean {
  const [target, present] = [runningVersion(to) ?? '', runningVersion(local) ?? ''];
  return shim && editedPins(declared).length > 0 && compareGoVersions(target, present) < 0;
}
