import { inputError } from '../../domain/errors.ts';
import { goLang, isGoLang, isValidGoVersion } from '../../domain/go-version.ts';

/**
 * `go1.25.4` for `go1.25.4` or `1.25.4`. Throws InputError for what names no release: only those are toolchains of the
 * module proxy (a vendor's suffix and development versions are not).
 */
export function toolchainName(text: string): string {
  const version = text.replace(/^go/, '');
  if (!isValidGoVersion(version)) throw inputError(`${JSON.stringify(text)} is no Go version: use go1.25.4`);
  if (isGoLang(version))
    throw inputError(
      `${text} is the language version, not a release: use go${goLang(version)}.0 or a later one`,
    );
  return `go${version}`;
}
