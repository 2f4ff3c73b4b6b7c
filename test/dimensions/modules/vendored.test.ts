import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshBbolt, pristineBbolt } from './example-projects.ts';
import { contents, edit, go, goRefusal, observe, removeLaboratory } from './real-modules.ts';

beforeAll(() => {
  pristineBbolt();
}, 120_000);
afterAll(removeLaboratory);

describe('a vendored module', () => {
  function vendored(): string {
    const dir = freshBbolt();
    go(dir, ['mod', 'vendor'], { GOFLAGS: '' });
    return dir;
  }

  test('is described by vendor/modules.txt, with the sums of go.sum', async () => {
    const dir = vendored();
    const before = contents(dir);
    const { facts, findings } = await observe(dir);
    const { portable: all } = (await observe(dir, { env: { GOFLAGS: '-mod=readonly' } })).facts;
    const kept = Object.entries(all).filter(([path]) => !/md2man|blackfriday|objx|check\.v1/.test(path));
    expect(facts.portable).toEqual({ ...Object.fromEntries(kept), vendor: 'vendor/modules.txt' });
    expect(findings).toEqual([]);
    expect(contents(dir)).toEqual(before);
  });

  test('that contradicts go.mod is an error, in the words of Go', async () => {
    const dir = vendored();
    mkdirSync(join(dir, 'fork'));
    edit(join(dir, 'go.mod'), (text) =>
      [
        text.replace('testify v1.10.0', 'testify v1.9.0').replace(/\tgithub.com\/inconshreveable.*\n/, ''),
        'replace github.com/spf13/pflag => ./fork',
        'require example.com/new v1.0.0',
        '',
      ].join('\n'),
    );
    const said = goRefusal(dir, ['list', './...']);
    const details = said
      .split('\n')
      .filter((line) => /^\t\S+: is /.test(line))
      .map((line) => line.trim());
    expect(details).toHaveLength(5);
    const { findings } = await observe(dir);
    expect(findings).toEqual([
      {
        dimension: 'modules',
        key: 'vendor',
        kind: 'mismatch',
        change: 'none',
        severity: 'error',
        weight: 1,
        expected: 'vendor/modules.txt as go.mod has it',
        actual: `inconsistent vendoring: ${details.join('; ')}`,
        source: 'go.mod',
        origin: 'vendor/modules.txt',
        fix: 'go mod vendor',
        location: { file: join(dir, 'go.mod'), line: 10 },
      },
    ]);
  });

  test('is not used by Go, nor told, where the go line is too old or -mod says otherwise', async () => {
    const dir = vendored();
    edit(join(dir, 'go.mod'), (text) => text.replace('testify v1.10.0', 'testify v1.10.0 // changed'));
    edit(join(dir, 'vendor', 'modules.txt'), () => '');
    expect((await observe(dir)).findings).toMatchObject([{ key: 'vendor' }]);
    expect((await observe(dir, { env: { GOFLAGS: '-mod=mod' } })).findings).toEqual([]);
  });
});
