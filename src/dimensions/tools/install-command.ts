import type { Facts } from '../../domain/facts.ts';
import { isPseudoVersion } from '../../domain/module-version.ts';
import { type ToolFact, toolDetailKey } from '../../domain/tool-fact.ts';
import type { ToolPin } from './expectation.ts';
import { moduleVersionOf } from './tool-difference.ts';
import { type BinaryPackage, toolPackage } from './tool-package.ts';

// A project's files name packages and versions: what is not one must not get into a line that a person pastes.
const PASTEABLE = /^[\w.~/@+-]+$/;
const COMMIT = /^[0-9a-f]{7,40}$/;

/** The command that installs what a pin wants; null where the package is not known, or the version is no published one. */
export function installPinned({ name, version, source, packagePath }: ToolPin, facts: Facts): string | null {
  // Within the module Go takes the version, replacements and the toolchain from go.mod.
  if (source === 'go.mod') return pasteable('go install ', packagePath);
  const wanted = version === null ? null : moduleVersionOf(name, version);
  return installAt(toolPackage(name, wanted, binaryOf(name, facts)) ?? packagePath, wanted);
}

/** The command that installs a tool in a version, from the module that the binary here names where it has that version. */
export function installVersion(name: string, version: string, facts: Facts): string | null {
  return installAt(toolPackage(name, version, binaryOf(name, facts)), version);
}

/** The command that installs what a binary is; null where nobody can fetch it: changed files, or a commit that may be local. */
export function installAgain(name: string, { version, sum }: ToolFact, facts: Facts): string | null {
  if (version === null || (sum === null && isPseudoVersion(version))) return null;
  return installVersion(name, version, facts);
}

/** What installs the newest version of what the binary is, and declares it where an older one is declared. */
export function installNewest(name: string, pin: ToolPin | null, facts: Facts): string | null {
  if (pin?.source === 'go.mod') {
    const install = pasteable('go install ', pin.packagePath);
    return install === null ? null : `go get -tool ${pin.packagePath}@latest && ${install}`;
  }
  const install = installAt(toolPackage(name, null, binaryOf(name, facts)), null);
  return install === null || pin === null || pin.version === null
    ? install
    : `raise ${name} in ${pin.source}, then ${install}`;
}

function binaryOf(name: string, facts: Facts): BinaryPackage | null {
  const [module, path] = facts.local[toolDetailKey(name, 'package')]?.split(' ') ?? [];
  return module === undefined || path === undefined ? null : { module, package: path };
}

function installAt(packagePath: string | null, version: string | null): string | null {
  if (packagePath === null) return null;
  if (version === null) return pasteable('go install ', `${packagePath}@latest`);
  if (COMMIT.test(version)) return pasteable('go install ', `${packagePath}@${version}`);
  // `+dirty` is a build of changed files, `(devel)` one of a directory.
  if (version.endsWith('+dirty') || /^\(?devel\)?$/.test(version)) return null;
  return pasteable('go install ', `${packagePath}@${version.replace(/^(?=\d)/, 'v')}`);
}

function pasteable(command: string, argument: string | null): string | null {
  return argument !== null && PASTEABLE.test(argument) ? command + argument : null;
}
