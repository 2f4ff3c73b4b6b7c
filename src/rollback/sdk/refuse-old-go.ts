import { inputError } from '../../domain/errors.ts';
import { selectsToolchain } from '../../domain/toolchain-choice.ts';

/** Throws InputError where the Go in PATH cannot switch to another one. `to` is for the advice. */
export function refuseOldGo(local: string, to: string, unknown: 'GOTOOLCHAIN' | 'toolchain lines'): void {
  if (!selectsToolchain(local))
    throw inputError(
      `the Go in PATH is ${local}, which does not know ${unknown} (new in Go 1.21): install ${to} and put its bin directory first in PATH`,
    );
}
