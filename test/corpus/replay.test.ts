import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectNoSurprise } from './expect-no-surprise.ts';
import { PARSERS } from './parsers.ts';

// What was hostile once, or was found by a property: any/ is for every parser, the other folders for one.
const CORPUS = join(import.meta.dirname, '../fixtures/corpus');

const texts = (folder: string) =>
  readdirSync(join(CORPUS, folder)).map((file) => readFileSync(join(CORPUS, folder, file), 'utf8'));

test('every folder of the corpus is that of a parser', () => {
  const known = ['README.md', 'any', ...Object.keys(PARSERS)];
  expect(readdirSync(CORPUS).filter((name) => !known.includes(name))).toEqual([]);
});

test.each(Object.entries(PARSERS))('%s: the corpus does not surprise it', (name, { parse }) => {
  const own = readdirSync(CORPUS).includes(name) ? texts(name) : [];
  for (const text of [...texts('any'), ...own]) expectNoSurprise(parse, text);
});
