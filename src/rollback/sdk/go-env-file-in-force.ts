import { inputError } from '../../domain/errors.ts';

export interface GoEnvPlace {
  /** Go's env file with links resolved (absolute); null with `GOENV=off`. */
  readonly goEnvFile: string | null;
  /** GOTOOLCHAIN of the environment, which wins over the file; '' where it is unset. */
  readonly environment: string;
}

/** The path of Go's env file. Throws InputError where a GOTOOLCHAIN in it would have no effect. */
export function goEnvFileInForce({ goEnvFile, environment }: GoEnvPlace, wanted: string | null): string {
  if (goEnvFile === null)
    throw inputError('GOENV=off: Go reads no env file. Use --scope shell, or unset GOENV');
  if (environment !== '' && environment !== wanted)
    throw inputError(
      `GOTOOLCHAIN=${environment} is set in the environment, which wins over the env file: unset GOTOOLCHAIN, or use --scope shell`,
    );
  return goEnvFile;
}
