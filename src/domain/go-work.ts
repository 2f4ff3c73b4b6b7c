import type { GodebugLine, GoModReplace, GoWork } from './declared.ts';
import {
  type DirectiveReader,
  godebugDirective,
  onlyWord,
  readDirectives,
  readReplace,
  readString,
  type VersionLines,
  versionDirectives,
} from './go-mod-directive.ts';

const BLOCKS = new Set(['godebug', 'use', 'replace']);

/** What a go.work declares, as `ParseWork` in golang.org/x/mod/modfile/work.go; strict and throwing as parseGoMod. */
export function parseGoWork(text: string, file: string): GoWork {
  const versions: VersionLines = { go: null, toolchain: null };
  const use: { dir: string; line: number }[] = [];
  const replace: GoModReplace[] = [];
  const godebug: GodebugLine[] = [];

  const directives = new Map<string, DirectiveReader>([
    ...versionDirectives(versions),
    godebugDirective(godebug),
    [
      'use',
      (words, { line }) => {
        use.push({ dir: readString(onlyWord(words, 'usage: use local/dir')), line });
      },
    ],
    ['replace', (words, at) => void replace.push(readReplace(words, at))],
  ]);
  readDirectives(text, file, { directives, blocks: BLOCKS });
  return { ...versions, use, replace, godebug };
}
