import type { ToolPin } from './expectation.ts';
import { knownPackage } from './known-tools.ts';
import { moduleVersionOf } from './tool-difference.ts';

// A project's files name packages and versions: what is not one must not get into a line that a person pastes.
const PASTEABLE = /^[\w.~/@+-]+$/;

/** The command that installs what a pin wants; null where the package is not known. */
export function installPinned({ name, version, source, packagePath }: ToolPin): string | null {
  // Within the module Go takes the version, replacements and the toolchain from go.mod.
  if (source === 'go.mod') return pasteable('go install ', packagePath);
  return packagePath === null
    ? null
    : installAt(packagePath, version === null ? null : moduleVersionOf(name, version));
}

/** The command that installs a well-known tool in a version; null where its package is not known. */
export function installKnown(name: string, version: string): string | null {
  const packagePath = knownPackage(name, version);
  return packagePath === null ? null : installAt(packagePath, version);
}

function installAt(packagePath: string, version: string | null): string | null {
  const query = version === null ? 'latest' : version.replace(/^(?=\d)/, 'v');
  return pasteable('go install ', `${packagePath}@${query}`);
}

function pasteable(command: string, argument: string | null): string | null {
  return argument !== null && PASTEABLE.test(argument) ? command + argument : null;
}
