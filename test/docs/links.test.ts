import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import GithubSlugger from 'github-slugger';
import { type Token, walkTokens } from 'marked';
import { expect, test } from 'vitest';
import { pages, root, tokensOf } from './page.ts';

test('every link within the repository leads to a file, and to a heading where it names one', () => {
  const broken = pages().flatMap((page) =>
    linksOf(page)
      .filter((link) => !/^(https?|mailto):/.test(link))
      .filter((link) => !leadsSomewhere(link, page))
      .map((link) => `${page}: ${link}`),
  );
  expect(broken).toEqual([]);
});

test('every page is reached from docs/README.md, and nothing is linked without TLS', () => {
  const seen = new Set<string>();
  const visit = (page: string): void => {
    if (seen.has(page)) return;
    seen.add(page);
    for (const link of linksOf(page)) if (/^[^:#]+\.md(#|$)/.test(link)) visit(targetOf(link, page));
  };
  visit('docs/README.md');
  expect(pages().filter((page) => page.startsWith('docs/') && !seen.has(page))).toEqual([]);
  expect(
    pages().flatMap((page) => linksOf(page).filter((link) => /^http:(?!\/\/127\.0\.0\.1)/.test(link))),
  ).toEqual([]);
});

function linksOf(page: string): readonly string[] {
  const links: string[] = [];
  walkTokens([...tokensOf(page)], (token) => {
    if (token.type === 'link' || token.type === 'image') links.push(token.href);
    if (token.type === 'html')
      links.push(...[...token.raw.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link));
  });
  return links;
}

function targetOf(link: string, page: string): string {
  const [path = ''] = link.split('#');
  return path === '' ? page : relative(root, join(root, dirname(page), decodeURI(path)));
}

function leadsSomewhere(link: string, page: string): boolean {
  const target = targetOf(link, page);
  if (target.startsWith('..') || !existsSync(join(root, target))) return false;
  const [, anchor] = link.split('#');
  if (anchor === undefined) return true;
  return statSync(join(root, target)).isFile() && anchorsOf(target).includes(anchor);
}

function anchorsOf(page: string): readonly string[] {
  const slugger = new GithubSlugger();
  return tokensOf(page).flatMap((token) => (token.type === 'heading' ? [slugger.slug(plain(token))] : []));
}

function plain(token: Token): string {
  if ('tokens' in token && token.tokens !== undefined) return token.tokens.map(plain).join('');
  return 'text' in token ? String(token.text) : '';
}
