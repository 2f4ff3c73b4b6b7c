import { expect, test } from 'vitest';
import { parseHostConfig } from '../../src/config/host-config.ts';
import { parseProjectConfig } from '../../src/config/project-config.ts';
import { pages, tokensOf } from './page.ts';

const yaml = pages().flatMap((page) =>
  tokensOf(page).flatMap((token) =>
    token.type === 'code' && token.lang === 'yaml' ? [[page, token.text]] : [],
  ),
);
const beginning = (pattern: RegExp) => yaml.filter(([, text = '']) => pattern.test(text));

test('every configuration that a page shows is one that godrift takes', () => {
  const ofProjects = beginning(/^(# yaml-language-server.*\n)?project:/);
  const ofHosts = beginning(/^(projects|roots|links):/);
  expect([ofProjects.length, ofHosts.length].every((count) => count >= 2)).toBe(true);
  for (const [page = '', text = ''] of ofProjects) parseProjectConfig(text, page);
  for (const [page = '', text = ''] of ofHosts) parseHostConfig(text, page);
});
