import type { UnversionedDeclaration, VersionDeclaration, VersionSource } from './declared.ts';
import { inputError } from './errors.ts';
import type { WrittenVersion } from './version-files/written-version.ts';
import { readVersionText, type VersionRequirement } from './version-text.ts';

/**
 * What the versions of one file declare (at least one), with `kind` and `range` for the first. Only asdf falls back to the
 * others: where one of those names no version, nothing is declared. Throws InputError for what is not a version.
 */
export async function declareVersion(
  source: VersionSource,
  written: readonly WrittenVersion[],
  file: string,
): Promise<VersionDeclaration | UnversionedDeclaration> {
  const counting = source === '.tool-versions' ? written : written.slice(0, 1);
  const requirements: VersionRequirement[] = [];
  let isVersioned = true;
  for (const { text, line } of counting) {
    const requirement = await readVersionText(text);
    if (requirement === null) throw inputError(notAVersion(text), file, line);
    if (requirement === 'none') isVersioned = false;
    else requirements.push(requirement);
  }
  const location = { file, line: counting[0]?.line ?? 1 };
  const [first, ...fallbacks] = requirements;
  if (first === undefined || !isVersioned)
    return { source, text: counting.map(({ text }) => text).join(' '), location };
  return { source, kind: 'exact', ...first, location, ...(fallbacks.length === 0 ? {} : { fallbacks }) };
}

function notAVersion(text: string): string {
  const isConflict = /^(?:<{7}|={7}|>{7})/.test(text);
  return `${JSON.stringify(text)} is not a Go version${isConflict ? ' (file has an unresolved merge conflict?)' : ''}`;
}
