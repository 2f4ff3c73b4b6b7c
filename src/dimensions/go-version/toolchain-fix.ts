import { compareGoVersions } from '../../domain/go-version.ts';

/** The shell line that makes Go select a declared version. */
export function toolchainFix(version: string, mode: string): string {
  // Since 1.21 a language version is not a toolchain's name: its first release ends in .0 (golang.org/issue/62278).
  const isLanguage = /^\d+\.\d+$/.test(version) && compareGoVersions(version, '1.21') >= 0;
  const line = `export GOTOOLCHAIN=go${version}${isLanguage ? '.0' : ''}`;
  return mode === 'local' ? `${line}  # GOTOOLCHAIN=local keeps Go from switching` : line;
}
