import { inputError } from '../errors.ts';
import { textLines } from './text-lines.ts';
import { versionWords } from './version-words.ts';
import type { WrittenVersion } from './written-version.ts';

/**
 * The version in a `.go-version`: the first word of the first line that has one, up to a `:` (goenv). Throws InputError
 * where there is none.
 */
export function goVersionFile(text: string, file: string): readonly WrittenVersion[] {
  for (const line of textLines(text)) {
    const [word] = versionWords(line);
    if (word === undefined) continue;
    const first = word.text.split(':', 1)[0] ?? '';
    return [{ ...word, text: first, end: word.start + first.length }];
  }
  throw inputError('has no version', file);
}
