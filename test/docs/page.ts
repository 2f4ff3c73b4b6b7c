import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lexer, type Token } from 'marked';

export const root = join(import.meta.dirname, '../..');

/** What a page says that can be tried. */
export type Block =
  /** Commands; those of `<!-- given: … -->` are not shown to readers. */
  | { readonly kind: 'commands'; readonly text: string }
  | { readonly kind: 'output'; readonly text: string }
  /** A program that not every machine has: `<!-- needs: NAME -->`. */
  | { readonly kind: 'needs'; readonly text: string }
  | { readonly kind: 'not run'; readonly text: string; readonly reason: string };

/** Every Markdown page of the repository but the tests' own. */
export function pages(): readonly string[] {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
    cwd: root,
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .filter((page) => !page.startsWith('test/') && existsSync(join(root, page)));
}

export function tokensOf(page: string): readonly Token[] {
  return lexer(readFileSync(join(root, page), 'utf8'));
}

/** The blocks of shell code in order, and the output (a block of `text`) that follows one. */
export function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = [];
  let reason: string | null = null;
  for (const token of tokensOf(page)) {
    if (token.type === 'space') continue;
    if (token.type === 'html') {
      const [, given] = /^<!-- given:\n(.*)-->\s*$/s.exec(token.raw) ?? [];
      if (given !== undefined) blocks.push({ kind: 'commands', text: given });
      const [, needed] = /^<!-- needs: (\S+) -->\s*$/.exec(token.raw) ?? [];
      if (needed !== undefined) blocks.push({ kind: 'needs', text: needed });
      reason = /^<!-- not run: (.+?) -->\s*$/s.exec(token.raw)?.[1] ?? null;
      continue;
    }
    if (token.type === 'code' && token.lang === 'sh')
      blocks.push(
        reason === null
          ? { kind: 'commands', text: token.text }
          : { kind: 'not run', text: token.text, reason },
      );
    if (token.type === 'code' && token.lang === 'text') blocks.push({ kind: 'output', text: token.text });
    reason = null;
  }
  return blocks;
}
