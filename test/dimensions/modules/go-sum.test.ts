import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../../src/domain/errors.ts';
import { FORGED, freshBbolt, pristineBbolt, rejection, TESTIFY, TESTIFY_MOD } from './example-projects.ts';
import { contents, edit, go, goRefusal, observe, removeLaboratory } from './real-modules.ts';

beforeAll(() => {
  pristineBbolt();
}, 120_000);
afterAll(removeLaboratory);

describe('go.sum', () => {
  const finding = {
    dimension: 'modules',
    key: 'github.com/stretchr/testify',
    kind: 'mismatch',
    change: 'none',
    severity: 'critical',
    weight: 1,
    source: 'go.sum',
    fix: 'if go.sum is as committed: go clean -modcache && go mod download; if it was edited: git checkout -- go.sum',
  };
  const lineOf = (dir: string, start: string) =>
    readFileSync(join(dir, 'go.sum'), 'utf8')
      .split('\n')
      .findIndex((line) => line.startsWith(start)) + 1;

  test('that contradicts the hash the module cache recorded is critical', async () => {
    const dir = freshBbolt();
    edit(join(dir, 'go.sum'), (text) => text.replace(TESTIFY, FORGED));
    const { findings } = await observe(dir);
    expect(findings).toEqual([
      {
        ...finding,
        expected: FORGED,
        actual: TESTIFY,
        origin: '$GOMODCACHE/cache/download/github.com/stretchr/testify/@v/v1.10.0.ziphash',
        location: { file: join(dir, 'go.sum'), line: lineOf(dir, 'github.com/stretchr/testify v1.10.0 ') },
      },
    ]);
  });

  test('that contradicts a go.mod in the cache is critical, though Go refuses to list anything', async () => {
    const dir = freshBbolt();
    const usual = (await observe(dir)).facts.portable;
    edit(join(dir, 'go.sum'), (text) => text.replace(TESTIFY_MOD, FORGED));
    const before = contents(dir);
    expect(goRefusal(dir, ['list', '-m', 'all'])).toContain('checksum mismatch');
    const { facts, findings } = await observe(dir);
    expect(findings).toEqual([
      {
        ...finding,
        expected: FORGED,
        actual: TESTIFY_MOD,
        origin: '$GOMODCACHE/cache/download/github.com/stretchr/testify/@v/v1.10.0.mod',
        location: {
          file: join(dir, 'go.sum'),
          line: lineOf(dir, 'github.com/stretchr/testify v1.10.0/go.mod'),
        },
      },
    ]);
    expect(facts.portable).toEqual({
      ...usual,
      'github.com/stretchr/testify': `v1.10.0 ${TESTIFY} go.mod:${FORGED}`,
    });
    expect(contents(dir)).toEqual(before);
  });

  test('that contradicts itself is critical even where Go is content with its first line', async () => {
    const dir = freshBbolt();
    edit(join(dir, 'go.sum'), (text) => `${text}github.com/stretchr/testify v1.10.0/go.mod ${FORGED}\n`);
    expect(goRefusal(dir, ['list', '-m', 'all'])).toBe('');
    const line = lineOf(dir, `github.com/stretchr/testify v1.10.0/go.mod ${FORGED}`);
    const location = { file: join(dir, 'go.sum'), line };
    expect((await observe(dir)).findings).toEqual([
      { ...finding, expected: TESTIFY_MOD, actual: FORGED, origin: 'go.sum', location },
    ]);
  });

  test.each([
    [
      'of a go.mod',
      /^github.com\/stretchr\/testify v1.10.0\/go.mod.*\n/gm,
      'github.com/stretchr/testify@v1.10.0',
    ],
    ['of a module that is imported', /^golang.org\/x\/sys v0.29.0 h1.*\n/gm, 'golang.org/x/sys@v0.29.0'],
  ])('that lacks the line %s stops the build: an error, with the whole list', async (_, line, named) => {
    const dir = freshBbolt();
    edit(join(dir, 'go.sum'), (text) => text.replaceAll(line, ''));
    const { facts, findings } = await observe(dir);
    expect(Object.keys(facts.portable)).toHaveLength(15);
    expect(findings).toMatchObject([
      {
        key: 'go.sum',
        kind: 'missing',
        severity: 'error',
        expected: `a sum for ${named}`,
        location: { file: join(dir, 'go.mod') },
      },
    ]);
  });

  test('with malformed lines is bad input, each at its line', async () => {
    const dir = freshBbolt();
    edit(join(dir, 'go.sum'), (text) => `<<<<<<< HEAD\n${text}a b c d\n`);
    const last = lineOf(dir, 'a b c d');
    const cause = await rejection(observe(dir));
    expect(cause).toBeInstanceOf(InputError);
    expect((cause as InputError).problems.map(({ location }) => location)).toEqual([
      { file: join(dir, 'go.sum'), line: 1 },
      { file: join(dir, 'go.sum'), line: last },
    ]);
  });

  test('and go.mod that need an update are an error, with the list as it would become', async () => {
    const dir = freshBbolt();
    edit(join(dir, 'go.mod'), (text) => text.replace('go-spew v1.1.1', 'go-spew v1.1.0'));
    go(dir, ['mod', 'download', 'github.com/davecgh/go-spew@v1.1.0']);
    edit(join(dir, 'go.mod'), (text) => text.replace('go-spew v1.1.1', 'go-spew v1.1.0'));
    const said = goRefusal(dir, ['list', '-m', 'all']);
    expect(said).toMatch(/updates to go.mod needed|missing go.sum entry/);
    const { facts, findings } = await observe(dir);
    expect(facts.portable['github.com/davecgh/go-spew']).toMatch(/^v1\.1\.1 /);
    expect(findings).toMatchObject([
      { key: said.includes('updates') ? 'go.mod' : 'go.sum', severity: 'error' },
    ]);
  });
});
