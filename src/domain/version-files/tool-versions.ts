import { inputError } from '../errors.ts';
import { textLines } from './text-lines.ts';
import { versionWords } from './version-words.ts';
import type { WrittenVersion } from './written-version.ts';

/**
 * The versions in a `.tool-versions` on the first line of `golang` or `go`: asdf falls back to them in this order. Empty
 * without such a line. Throws InputError where the line has no version.
 */
export function toolVersions(text: string, file: string): readonly WrittenVersion[] {
  for (const line of textLines(text)) {
    const [, indent = '', tool = ''] = /^([ \t]*)([^ \t\r#]*)/.exec(line.text) ?? [];
    if (tool !== 'golang' && tool !== 'go') continue;
    const versions = versionWords(line, indent.length + tool.length);
    if (versions.length === 0) throw inputError(`${tool} has no version`, file, line.number);
    return versions;
  }
  return [];
}
