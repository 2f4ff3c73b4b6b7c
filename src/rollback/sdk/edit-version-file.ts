import { configGoVersion } from '../../config/config-go-version.ts';
import type { VersionSource } from '../../domain/declared.ts';
import { inputError } from '../../domain/errors.ts';
import { goVersionFile } from '../../domain/version-files/go-version-file.ts';
import { miseToml } from '../../domain/version-files/mise-toml.ts';
import { toolVersions } from '../../domain/version-files/tool-versions.ts';
import type { WrittenVersion } from '../../domain/version-files/written-version.ts';

/** A file that says which Go to use, as it is now: the bytes as Latin-1, so that all others stay as they are. */
export interface VersionFileText {
  readonly source: VersionSource;
  /** Absolute. */
  readonly file: string;
  readonly latin1: string;
}

/**
 * The same file with another version (without `go` prefix) in the place of Go's: of several, the first, which is the one
 * that runs. A `go` or `v` before it stays. Throws InputError where the version cannot be found.
 */
export function editVersionFile(content: VersionFileText, version: string): string {
  const written = locate(content);
  if (written === null) throw inputError('has no version of Go that could be replaced', content.file);
  const { latin1 } = content;
  const { start, end } = written;
  const [prefix = ''] = /^(?:go|v)(?=\d)/.exec(latin1.slice(start, end)) ?? [];
  return `${latin1.slice(0, start)}${prefix}${version}${latin1.slice(end)}`;
}

function locate({ source, latin1, file }: VersionFileText): WrittenVersion | null {
  switch (source) {
    case '.go-version':
      return goVersionFile(latin1, file)[0] ?? null;
    case '.tool-versions':
      return toolVersions(latin1, file)[0] ?? null;
    case 'mise.toml':
      return miseToml(latin1, file, process)[0] ?? null;
    case 'godrift.yaml':
      return configGoVersion(latin1, file);
    case 'go.mod':
    case 'go.work':
      return null;
  }
}
