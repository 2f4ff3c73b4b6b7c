import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../../src/domain/errors.ts';
import { FORGED, pristineBbolt, rejection, TESTIFY, TESTIFY_MOD, workspace } from './example-projects.ts';
import {
  contents,
  copyModule,
  edit,
  go,
  laboratory,
  observe,
  PROMETHEUS,
  removeLaboratory,
  UUID,
  write,
} from './real-modules.ts';

beforeAll(() => {
  pristineBbolt();
  go(laboratory, ['mod', 'download', PROMETHEUS, UUID]);
}, 120_000);
afterAll(removeLaboratory);

describe('a workspace', () => {
  test('has one list for all members, wherever it is asked for, and nothing of it changes', async () => {
    const { dir, work, member } = workspace();
    rmSync(join(member, 'go.sum'));
    const before = contents(dir);
    const { facts, findings } = await observe(member, { work });
    expect(facts.portable).toMatchObject({ 'go.etcd.io/bbolt': 'main', 'github.com/google/uuid': 'main' });
    expect(Object.keys(facts.portable)).toHaveLength(16);
    expect(findings).toEqual([]);
    expect(contents(dir)).toEqual(before);
    expect((await observe(dir, { work })).facts.portable).toEqual(facts.portable);
    // What is proved: Go itself does write here.
    go(member, ['list', '-m', 'all'], {
      GOFLAGS: '-mod=readonly',
      GOWORK: work,
      GONOSUMDB: '*',
      GOPROXY: 'off',
    });
    expect(existsSync(join(dir, 'go.work.sum'))).toBe(true);
  });

  test('takes sums from go.work.sum and from every member', async () => {
    const { dir, work, member } = workspace();
    const usual = (await observe(dir, { work })).facts.portable;
    cpSync(join(member, 'go.sum'), join(dir, 'go.work.sum'));
    rmSync(join(member, 'go.sum'));
    expect((await observe(dir, { work })).facts.portable).toEqual(usual);
    expect(usual['github.com/stretchr/testify']).toBe(`v1.10.0 ${TESTIFY} go.mod:${TESTIFY_MOD}`);
  });

  test('names replacements as the project sees them, whichever file makes them', async () => {
    const { dir, work, member } = workspace();
    write(join(dir, 'forks', 'pflag', 'go.mod'), 'module github.com/spf13/pflag\n');
    write(join(dir, 'forks', 'gofail', 'go.mod'), 'module go.etcd.io/gofail\n');
    edit(join(member, 'go.mod'), (text) => `${text}\nreplace github.com/spf13/pflag => ../forks/pflag\n`);
    edit(work, (text) => `${text}\nreplace go.etcd.io/gofail => ./forks/gofail\n`);
    const { portable } = (await observe(dir, { work })).facts;
    expect([portable['github.com/spf13/pflag'], portable['go.etcd.io/gofail']]).toEqual([
      'v1.0.6 => ./forks/pflag',
      'v0.2.0 => ./forks/gofail',
    ]);
  });

  test('with a sum that contradicts the cache is critical', async () => {
    const { dir, work, member } = workspace();
    edit(join(member, 'go.sum'), (text) => text.replace(TESTIFY_MOD, FORGED));
    const { facts, findings } = await observe(dir, { work });
    expect(Object.keys(facts.portable)).toHaveLength(16);
    expect(findings).toMatchObject([
      { key: 'github.com/stretchr/testify', severity: 'critical', expected: FORGED, actual: TESTIFY_MOD },
    ]);
  });

  test('without its members is bad input, at each use line', async () => {
    const dir = copyModule(PROMETHEUS, 'prometheus-as-fetched');
    const cause = await rejection(observe(dir, { work: join(dir, 'go.work') }));
    expect(cause).toBeInstanceOf(InputError);
    expect(
      (cause as InputError).problems.map(({ location, message }) => [location?.line, message.split(':')[0]]),
    ).toEqual([
      [5, 'use ./compliance'],
      [6, 'use ./documentation/examples/remote_storage'],
      [7, 'use ./internal/tools'],
      [8, 'use ./web/ui/mantine-ui/src/promql/tools'],
    ]);
  });

  test('that is vendored is described by its own vendor directory', async () => {
    const { dir, work, member } = workspace();
    write(join(dir, 'forks', 'pflag', 'go.mod'), 'module github.com/spf13/pflag\n');
    write(join(dir, 'forks', 'pflag', 'pflag.go'), 'package pflag\n');
    write(join(dir, 'forks', 'sync', 'go.mod'), 'module golang.org/x/sync\n');
    edit(join(member, 'go.mod'), (text) => `${text}\nreplace github.com/spf13/pflag => ../forks/pflag\n`);
    edit(work, (text) => `${text}\nreplace golang.org/x/sync v0.1.0 => ./forks/sync\n`);
    go(dir, ['work', 'vendor']);
    const { facts, findings } = await observe(dir, { work });
    expect(facts.portable['github.com/spf13/pflag']).toBe('v1.0.6 => ./forks/pflag');
    expect(facts.portable).toMatchObject({ 'go.etcd.io/bbolt': 'main', 'github.com/google/uuid': 'main' });
    expect(Object.keys(facts.portable)).toHaveLength(13);
    expect(facts.portable.vendor).toBe('vendor/modules.txt');
    expect(findings).toEqual([]);
    edit(join(member, 'go.mod'), (text) => text.replace('testify v1.10.0', 'testify v1.9.0'));
    expect((await observe(dir, { work })).findings).toMatchObject([
      { key: 'vendor', severity: 'error', fix: 'go work vendor' },
    ]);
  });
});
